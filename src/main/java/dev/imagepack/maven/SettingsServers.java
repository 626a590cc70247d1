package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.maven.settings.Server;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.ConfiguredCredentials;
import dev.imagepack.registry.credentials.CredentialAnswer;
import dev.imagepack.registry.credentials.CredentialSource;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.registry.credentials.RegistryNames;

/** The servers of {@code settings.xml}, with passwords that Maven itself decrypts. The id is the registry's name. */
final class SettingsServers implements CredentialSource {

    private final List<Server> servers;
    private final SettingsDecrypter decrypter;
    private final ConfiguredCredentials configured;

    /** @param configured may name another id */
    SettingsServers(List<Server> servers, SettingsDecrypter decrypter, ConfiguredCredentials configured) {
        this.servers = List.copyOf(servers);
        this.decrypter = decrypter;
        this.configured = configured;
    }

    @Override
    public String name() {
        return "settings.xml";
    }

    @Override
    public CredentialAnswer ask(Repository repository, Access access) {
        Optional<String> named = configured.of(repository, access).serverId();
        List<String> ids = named.map(List::of).orElseGet(() -> ids(repository.domain()));
        return ids.stream()
                .flatMap(id -> servers.stream().filter(server -> id.equals(server.getId())))
                .findFirst()
                .map(this::read)
                .orElseGet(() -> new CredentialAnswer.PassedOver("has no server with the id " + ids.get(0)));
    }

    private static List<String> ids(String domain) {
        List<String> names = RegistryNames.of(domain);
        List<String> ids = new ArrayList<>(names);
        Stream.concat(names.stream(), Stream.of("index.docker.io/v1/").filter(any -> names.size() > 1))
                .forEach(name -> ids.add("https://" + name));
        return ids;
    }

    private CredentialAnswer read(Server server) {
        String where = "the server " + server.getId();
        if (server.getUsername() == null || server.getPassword() == null) {
            return new CredentialAnswer.PassedOver(where + " lacks a username or a password");
        }
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
        // What the problems say may hold the value.
        if (!result.getProblems().isEmpty()) {
            return new CredentialAnswer.PassedOver(where + " has a password that cannot be decrypted");
        }
        Server plain = result.getServer() == null ? server : result.getServer();
        return new CredentialAnswer.Found(
                Credentials.of(plain.getUsername(), plain.getPassword()), "found in " + where);
    }
}
