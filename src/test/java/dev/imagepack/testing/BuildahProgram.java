package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/** Programs of buildah's: the installed one, and for {@code -Dimagepack.engines=all} those that {@code .ci/run} names in the environment. */
public enum BuildahProgram {
    INSTALLED(""),
    TRIXIE("IMAGEPACK_TRIXIE_BUILDAH"),
    FORKY("IMAGEPACK_FORKY_BUILDAH");

    private final String variable;

    BuildahProgram(String variable) {
        this.variable = variable;
    }

    /** Those that tests shall start. */
    public static Stream<BuildahProgram> chosen() {
        return Stream.of(values()).filter(program -> RealEngine.ALL || program == INSTALLED);
    }

    /** Where it is, for root and for others; skips the test where that is nowhere, or where the tests are not root. */
    public Path require() {
        Tool.BUILDAH.require();
        @Nullable String path = System.getenv(variable);
        if (this == INSTALLED || path == null) {
            if (this != INSTALLED) {
                Tool.miss("no buildah is named by " + variable);
            }
            return Tool.BUILDAH.file();
        }
        return Path.of(path);
    }

    /** For instance {@code 1.28.2}. */
    public String version() throws IOException, InterruptedException {
        String answer = Command.run(List.of(require().toString(), "--version"), Duration.ofSeconds(20));
        return answer.replaceFirst("^buildah version (\\S+)(?s).*", "$1");
    }
}
