package dev.imagepack.registry.credentials;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        value(environment, "REGISTRY_AUTH_FILE").map(directory::resolve).ifPresent(files::add);
        value(environment, "XDG_RUNTIME_DIR")
                .map(directory::resolve)
                .map(AuthFiles::podmans)
                .ifPresent(files::add);
        value(environment, "XDG_CONFIG_HOME")
                .map(directory::resolve)
                .map(AuthFiles::podmans)
                .ifPresent(files::add);
        files.add(podmans(home.resolve(".config")));
        files.add(value(environment, "DOCKER_CONFIG")
                .map(directory::resolve)
                .orElse(home.resolve(".docker"))
                .resolve("config.json"));
        List<CredentialSource> sources = new ArrayList<>();
        files.forEach(file -> sources.add(new AuthFile(file, helpers)));
        return sources;
    }

    private static Path podmans(Path directory) {
        return directory.resolve("containers").resolve("auth.json");
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty());
    }
}
