package dev.imagepack.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;

import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.ImageRef;

/** Reads the keys of an image that are for whoever runs its Dockerfile's commands. */
final class RunOptionsReader {

    /** All of them. */
    static final List<String> KEYS = List.of("noCache", "extraHosts", "network", "cacheFrom", "secrets");

    private static final String ENVIRONMENT = "env:";
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern ADDRESS =
            Pattern.compile("host-gateway|[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?");
    private static final Pattern SECRET_ID = Pattern.compile("[A-Za-z0-9_.-]+");

    private final ModuleFacts module;

    RunOptionsReader(ModuleFacts module) {
        this.module = module;
    }

    RunOptions read(Block block) {
        boolean noCache = block.flag("noCache");
        SortedMap<String, String> hosts = block.map(
                "extraHosts", RunOptionsReader::address, "Write the host's name and its IP address, or host-gateway.");
        refuseNames(block, "extraHosts", hosts, HOST, "is no host's name");
        RunOptions.Network network = block.value(
                        "network",
                        RunOptionsReader::network,
                        "Write default, none or host, or leave it out for default.")
                .orElse(RunOptions.Network.DEFAULT);
        List<ImageRef> cacheFrom = block.values(
                "cacheFrom", ImageRef::parse, "List images, for instance registry.example.com/app:latest.");
        SortedMap<String, RunOptions.Secret> secrets =
                block.map("secrets", this::secret, "Name the file, relative to the module, or write env:NAME.");
        refuseNames(block, "secrets", secrets, SECRET_ID, "is no id of a secret");
        return new RunOptions(noCache, hosts, network, cacheFrom, secrets);
    }

    private static void refuseNames(
            Block block, String key, SortedMap<String, ?> values, Pattern allowed, String fault) {
        values.keySet().stream()
                .filter(name -> !allowed.matcher(name).matches())
                .forEach(name -> block.fault(key, "'" + name + "' " + fault, "Correct the name."));
    }

    private static String address(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no IP address");
        }
        return text;
    }

    private static RunOptions.Network network(String text) {
        return Arrays.stream(RunOptions.Network.values())
                .filter(network -> network.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is no network of a build"));
    }

    /** Whether an environment variable is set is for the builder to say, for only the commands may need it. */
    private RunOptions.Secret secret(String text) {
        if (text.startsWith(ENVIRONMENT)) {
            String name = text.substring(ENVIRONMENT.length());
            if (!VARIABLE.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is no name of an environment variable");
            }
            return new RunOptions.SecretVariable(name);
        }
        Path file = module.resolve(text);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no file '" + module.name(file) + "'");
        }
        return new RunOptions.SecretFile(file);
    }
}
