package dev.imagepack.registry.credentials;

import java.util.List;

/** The names under which one registry is known: Docker Hub has several. */
public final class RegistryNames {

    private static final String HUB = "docker.io";
    private static final List<String> HUB_NAMES = List.of(HUB, "index.docker.io", "registry-1.docker.io");

    private RegistryNames() {}

    /** All names of a registry, {@code host[:port]}, the one given first. */
    public static List<String> of(String domain) {
        return HUB_NAMES.contains(domain) ? HUB_NAMES : List.of(domain);
    }

    /** What helpers and engines know the registry as. */
    public static String server(String domain) {
        return HUB_NAMES.contains(domain) ? "https://index.docker.io/v1/" : domain;
    }
}
