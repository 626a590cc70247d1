package dev.imagepack.registry.credentials;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where container tools keep their logins (containers-auth.json(5), docker login). */
public final class AuthFiles {

    private AuthFiles() {}

    /**
     * All of them in order: the file that {@code REGISTRY_AUTH_FILE} names, podman's, Docker's.
     *
     * @param home of this user
     * @param directory where the process was started: what is relative in the environment, is so to it
     */
    public static List<CredentialSource> of(
            Map<String, String> environment, Path home, Path directory, CredentialHelpers helpers) {
        Set<Path> files = new LinkedHashSet<>();
        if (isSet(environment, "REGISTRY_AUTH_FILE")) {
            files.add(directory.resolve(environment.get("REGISTRY_AUTH_FILE")));
        }
        for (String name : List.of("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME")) {
            if (isSet(environment, name)) {
                files.add(podmans(directory.resolve(environment.get(name))));
            }
        }
        files.add(podmans(home.resolve(".config")));
        Path docker = isSet(environment, "DOCKER_CONFIG")
                ? directory.resolve(environment.get("DOCKER_CONFIG"))
                : home.resolve(".docker");
        files.add(docker.resolve("config.json"));
        List<CredentialSource> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(new AuthFile(file, helpers));
        }
        return sources;
    }

    private static Path podmans(Path directory) {
        return directory.resolve("containers").resolve("auth.json");
    }

    private static boolean isSet(Map<String, String> environment, String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }
}
