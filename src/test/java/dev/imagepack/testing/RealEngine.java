package dev.imagepack.testing;

import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineAddress;
import dev.imagepack.tls.TlsFiles;

/** The engines that {@code .ci/run} starts, each where its variables of the environment say. */
public enum RealEngine {
    /** The Docker Engine of this machine. */
    LOCAL("DOCKER_HOST"),
    /** A second one, behind mutual TLS. */
    REMOTE("IMAGEPACK_REMOTE"),
    /** The second one, by ssh. */
    SSH("IMAGEPACK_SSH"),
    /** Podman's API. */
    PODMAN("IMAGEPACK_PODMAN");

    private final String variable;

    RealEngine(String variable) {
        this.variable = variable;
    }

    /** Skips the test where it was not started. */
    public EngineAddress require() {
        @Nullable String address = System.getenv(variable);
        if (address == null) {
            Tool.miss("no engine is named by " + variable);
        }
        EngineAddress parsed = EngineAddress.parse(String.valueOf(address));
        return this == REMOTE ? parsed.withTls(certificates()) : parsed;
    }

    /** What the second engine's client shows and trusts. */
    public static TlsFiles certificates() {
        Path directory = Path.of(System.getenv("IMAGEPACK_REMOTE_CERTS"));
        return new TlsFiles(
                Optional.of(directory.resolve("ca.pem")),
                Optional.of(directory.resolve("cert.pem")),
                Optional.of(directory.resolve("key.pem")));
    }

    /** Opens it; the caller closes it. Skips the test where it was not started. */
    public Engine open() {
        return Engine.at(require());
    }
}
