package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.build.NoEngineException;
import dev.imagepack.io.ProgramSearch;

/** The program: where it is, what it can and what works for the user who builds; each found out once. */
final class Programs {

    private static final String ADVICE = "Install buildah, name it with -Dimagepack.buildah=…, or start an engine.";

    private final String name;
    private final Map<String, String> environment;
    private @Nullable Program known;

    Programs(String name, Map<String, String> environment) {
        this.name = name;
        this.environment = Map.copyOf(environment);
    }

    /** What was found. */
    record Program(Path file, Version version, Setups setups) {}

    /**
     * The program.
     *
     * @param scratch where directories for a moment go
     * @throws NoEngineException when it is not there, or is something else
     */
    synchronized Program find(Path scratch) throws IOException {
        if (known == null) {
            Path file =
                    file().orElseThrow(() -> new NoEngineException(name + ": there is no such program", ADVICE, null));
            known = new Program(file, version(file, scratch), new Setups(file, environment));
        }
        return known;
    }

    private Optional<Path> file() {
        return name.contains("/")
                ? Optional.of(Path.of(name).toAbsolutePath()).filter(Files::isExecutable)
                : ProgramSearch.of(environment).find(name);
    }

    private Version version(Path file, Path scratch) throws IOException {
        try (Buildah buildah = Buildah.in(scratch, file, environment, Setup.AS_CONFIGURED, warning -> {})) {
            return Version.parse(buildah.ask(List.of("--version")));
        } catch (BuildahFailure e) {
            throw new NoEngineException(file + " does not tell its version: " + e.reason(), ADVICE, e);
        } catch (IllegalArgumentException e) {
            throw new NoEngineException(file + ": " + e.getMessage(), ADVICE, e);
        }
    }
}
