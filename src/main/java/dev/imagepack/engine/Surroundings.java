package dev.imagepack.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What of the user and the machine says where engines are.
 *
 * @param environment variables by name; an empty one counts as none, as for the docker program
 * @param home the user's directory
 * @param user the number of the user, where the system has numbers
 * @param isWindows whether engines listen on named pipes
 */
public record Surroundings(Map<String, String> environment, Path home, Optional<Integer> user, boolean isWindows) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** Those of this process, with an environment that may be another's. */
    public static Surroundings of(Map<String, String> environment) {
        Path home = Path.of(System.getProperty("user.home"));
        boolean isWindows = System.getProperty("os.name", "").startsWith("Windows");
        return new Surroundings(environment, home, isWindows ? Optional.empty() : owner(home), isWindows);
    }

    private static Optional<Integer> owner(Path home) {
        try {
            return Optional.of((Integer) Files.getAttribute(home, "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Where the docker program keeps its configuration. */
    Path dockerDirectory() {
        return variable("DOCKER_CONFIG").map(Path::of).orElse(home.resolve(".docker"));
    }

    /** Where the docker program looks for certificates when nothing names a directory. */
    Path certificates() {
        return variable("DOCKER_CERT_PATH").map(Path::of).orElse(dockerDirectory());
    }

    /** The directory of this user's sockets, where there is one. */
    Optional<Path> runtimeDirectory() {
        return variable("XDG_RUNTIME_DIR").map(Path::of).or(() -> user.map(number -> Path.of("/run/user/" + number)));
    }
}
