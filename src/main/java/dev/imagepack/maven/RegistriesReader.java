package dev.imagepack.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.maven.ConfigNode.Mapping;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.credentials.ConfiguredCredentials;
import dev.imagepack.registry.credentials.CredentialSettings;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.registry.http.RegistrySettings;

/**
 * Reads {@code <registries>}: one element for each registry, whose {@code host} names it. A registry may also be there by
 * its user properties alone.
 */
final class RegistriesReader {

    private static final String ELEMENT = "registries";
    private static final String CREDENTIALS = "username|password|credentialHelper|serverId";

    /** Hosts have dots, so the key decides where the host ends. */
    private static final Pattern PROPERTY =
            Pattern.compile("(.+?)\\.(host|mirrors|insecure|caFile|clientCertificate|clientKey|(?:(?:push|pull)\\.)?(?:"
                    + CREDENTIALS + "))");

    /** What other tools call these keys. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("id", "host"),
            Map.entry("name", "host"),
            Map.entry("url", "host"),
            Map.entry("registry", "host"),
            Map.entry("mirror", "mirrors"),
            Map.entry("user", "username"),
            Map.entry("login", "username"),
            Map.entry("token", "Write <token> as the username and the identity token as the password."),
            Map.entry("auth", "Write username and password."),
            Map.entry("credhelper", "credentialHelper"),
            Map.entry("helper", "credentialHelper"),
            Map.entry("server", "serverId"),
            Map.entry("cacert", "caFile"),
            Map.entry("ca", "caFile"),
            Map.entry("skiptlsverify", "There is no such switch: name the authority's certificate as caFile."),
            Map.entry("tlsverify", "There is no such switch: name the authority's certificate as caFile."),
            Map.entry("http", "insecure"),
            Map.entry("plainhttp", "insecure"));

    private final ModuleFacts module;
    private final Reading reading;
    private final Map<String, RegistrySettings> settings = new LinkedHashMap<>();
    private final Map<ConfiguredCredentials.Use, CredentialSettings> credentials = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    RegistriesReader(ModuleFacts module, Reading reading) {
        this.module = module;
        this.reading = reading;
    }

    /** What it comes to. Everything that is wrong is added to the faults; the result is of use only if there are none. */
    RegistriesConfiguration read(Optional<ConfigNode> registries) {
        List<ConfigNode> nodes = registries
                .map(node -> new NodeReader(reading).list(ELEMENT, node, "{…}"))
                .orElse(List.of());
        for (int position = 1; position <= nodes.size(); position++) {
            String path = ELEMENT + "[" + position + "]";
            new NodeReader(reading)
                    .mapping(path, nodes.get(position - 1), "host")
                    .ifPresent(mapping -> add(mapping, path));
        }
        hostsOfProperties().forEach(this::addProperties);
        for (String name : reading.properties().unused()) {
            reading.faults()
                    .add(
                            "-D" + name + ": there is no such key of a registry",
                            "Write -D" + UserProperties.OF_REGISTRIES + "<host>. and a key such as username.");
        }
        return new RegistriesConfiguration(settings, new ConfiguredCredentials(credentials), warnings);
    }

    private void add(Mapping mapping, String path) {
        Block naming = new Block(reading, mapping, path, "");
        Optional<String> host = naming.value(
                "host", RegistriesReader::host, "Write it as references do: registry.example.com, or localhost:5000.");
        if (host.isEmpty()) {
            if (!naming.has("host")) {
                naming.fault("does not say which registry it is", "Write <host>registry.example.com</host> in it.");
            }
            return;
        }
        if (settings.containsKey(host.get())) {
            naming.fault("host", "'" + host.get() + "' is written twice", "Keep one of the two.");
            return;
        }
        warnOfPassword(mapping, path);
        read(host.get(), new Block(reading, mapping, path, UserProperties.OF_REGISTRIES + host.get()));
    }

    /** Its pom is in everybody's hands, and Maven itself prints the configuration of a goal with {@code -X}. */
    private void warnOfPassword(Mapping mapping, String path) {
        for (ConfigNode.Entry entry : mapping.entries()) {
            if (entry.name().equals("password")) {
                warnings.add(path + ".password is in the pom, which mvn -X prints: keep it in settings.xml, or in a"
                        + " credential helper");
            } else if (entry.node() instanceof Mapping nested) {
                warnOfPassword(nested, path + "." + entry.name());
            }
        }
    }

    private TreeSet<String> hostsOfProperties() {
        TreeSet<String> hosts = new TreeSet<>();
        for (String name : reading.properties().unused()) {
            Matcher property = PROPERTY.matcher(name.substring(UserProperties.OF_REGISTRIES.length()));
            if (property.matches()) {
                hosts.add(property.group(1));
            }
        }
        return hosts;
    }

    private void addProperties(String host) {
        String property = UserProperties.OF_REGISTRIES + host;
        Mapping nothing = new Mapping(Place.property(property), List.of());
        try {
            read(host(host), new Block(reading, nothing, ELEMENT + "." + host, property));
        } catch (IllegalArgumentException e) {
            reading.faults().add("-D" + property + ": " + e.getMessage(), "Write the registry as references name it.");
            reading.properties().takeBelow(property + ".");
        }
    }

    private void read(String host, Block block) {
        block.mayHave(List.of("host"));
        RegistrySettings read = new RegistrySettings(
                block.flag("insecure"),
                block.value("caFile", this::file, "Name a file of certificates (PEM)."),
                block.value("clientCertificate", this::file, "Name a file with a certificate (PEM)."),
                block.value("clientKey", this::file, "Name a file with a key (PEM)."),
                block.values("mirrors", RegistriesReader::mirror, "Write host[:port][/prefix]."));
        if (read.clientKey().isPresent() && read.clientCertificate().isEmpty()) {
            block.fault("has a clientKey without a clientCertificate", "Name the certificate, too.");
        }
        settings.put(host, read);
        CredentialSettings general = credentials(block);
        put(host, Access.PULL, block, "pull", general);
        put(host, Access.PUSH, block, "push", general);
        block.refuseUnknown(ELSEWHERE);
    }

    private void put(String host, Access access, Block block, String key, CredentialSettings general) {
        CredentialSettings own = block.block(key).map(this::ownCredentials).orElse(CredentialSettings.NONE);
        credentials.put(new ConfiguredCredentials.Use(host, access), own.or(general));
    }

    private CredentialSettings ownCredentials(Block block) {
        CredentialSettings read = credentials(block);
        block.refuseUnknown(ELSEWHERE);
        return read;
    }

    private CredentialSettings credentials(Block block) {
        Optional<String> username = block.text("username");
        Optional<String> password = block.rawText("password").filter(text -> !text.isEmpty());
        if (username.isPresent() != password.isPresent()) {
            String there = username.isPresent() ? "username" : "password";
            String missing = username.isPresent() ? "password" : "username";
            block.fault("has a " + there + " without a " + missing, "Give both, or leave both out.");
        }
        return new CredentialSettings(
                username.flatMap(name -> password.map(secret -> Credentials.of(name, secret))),
                block.value("credentialHelper", RegistriesReader::helper, "Write what follows docker-credential-."),
                block.text("serverId"));
    }

    private Path file(String text) {
        Path path = module.resolve(text);
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("there is no file " + module.name(path));
        }
        return path;
    }

    private static String host(String text) {
        try {
            String domain = ImageRef.parse(text + "/any").domain();
            if (domain.equals(text) || text.equals("index.docker.io")) {
                return domain;
            }
        } catch (IllegalArgumentException e) {
            // Said below, in words that fit.
        }
        throw new IllegalArgumentException("'" + text + "' is no registry's host[:port]");
    }

    /** Also as Docker's own list has them, with https before and a slash behind. */
    private static String mirror(String text) {
        String bare = text.replaceFirst("^https://", "").replaceFirst("/+$", "");
        int slash = bare.indexOf('/');
        String host = host(slash < 0 ? bare : bare.substring(0, slash));
        return slash < 0
                ? host
                : ImageRef.parse(host + bare.substring(slash) + "/any").domain() + bare.substring(slash);
    }

    private static String helper(String text) {
        String name = text.replaceFirst("^docker-credential-", "");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            throw new IllegalArgumentException("'" + text + "' is no name of a credential helper");
        }
        return name;
    }
}
