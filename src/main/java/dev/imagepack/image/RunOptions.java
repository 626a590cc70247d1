package dev.imagepack.image;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.oci.ImageRef;

/**
 * What a Dockerfile asks of whoever runs its commands. An image that runs none has no use for anything but {@code noCache}.
 *
 * @param noCache whether everything is built anew, whatever this machine or the engine remembers
 * @param extraHosts addresses by the names that commands know them by; {@code host-gateway} is an address too
 * @param network what commands see of the network
 * @param cacheFrom images whose layers the engine may take instead of running commands
 * @param secrets what {@code RUN --mount=type=secret} gets, by its id; no part of the image, so no part of what it depends on
 */
public record RunOptions(
        boolean noCache,
        SortedMap<String, String> extraHosts,
        Network network,
        List<ImageRef> cacheFrom,
        SortedMap<String, Secret> secrets) {

    /** Nothing out of the ordinary. */
    public static final RunOptions NONE =
            new RunOptions(false, new TreeMap<>(), Network.DEFAULT, List.of(), new TreeMap<>());

    public RunOptions {
        extraHosts = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) extraHosts));
        cacheFrom = List.copyOf(cacheFrom);
        secrets = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Secret>) secrets));
    }

    /** The keys of what is set and of no use without commands. */
    public List<String> forCommands() {
        Map<String, Boolean> set = new LinkedHashMap<>();
        set.put("extraHosts", !extraHosts.isEmpty());
        set.put("network", network != Network.DEFAULT);
        set.put("cacheFrom", !cacheFrom.isEmpty());
        set.put("secrets", !secrets.isEmpty());
        return set.keySet().stream().filter(set::get).toList();
    }

    /** The network of commands. */
    public enum Network {
        /** What the engine gives containers. */
        DEFAULT,
        /** None. */
        NONE,
        /** That of the machine that builds. */
        HOST;

        /** The word of the configuration and of engines. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Where a secret comes from; never what it is. */
    public sealed interface Secret {}

    /**
     * A file with the secret.
     *
     * @param path absolute
     */
    public record SecretFile(Path path) implements Secret {
        public SecretFile {
            AbsolutePath.require("a secret", path);
        }
    }

    /** An environment variable whose value is the secret. */
    public record SecretVariable(String name) implements Secret {}
}
