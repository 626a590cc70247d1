package dev.imagepack.testing;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineAddress;
import dev.imagepack.tls.TlsFiles;

/**
 * The engines that {@code .ci/run} starts, each where its variables of the environment say. Those of later suites of Debian
 * are for {@code -Dimagepack.engines=all} only.
 */
public enum RealEngine {
    /** The Docker Engine of this machine. */
    LOCAL("DOCKER_HOST"),
    /** A second one, behind mutual TLS. */
    REMOTE("IMAGEPACK_REMOTE"),
    /** The second one, by ssh. */
    SSH("IMAGEPACK_SSH"),
    /** Podman's API. */
    PODMAN("IMAGEPACK_PODMAN"),
    TRIXIE_CLASSIC("IMAGEPACK_TRIXIE_CLASSIC"),
    TRIXIE_CONTAINERD("IMAGEPACK_TRIXIE_CONTAINERD"),
    TRIXIE_PODMAN("IMAGEPACK_TRIXIE_PODMAN"),
    FORKY_CLASSIC("IMAGEPACK_FORKY_CLASSIC"),
    FORKY_CONTAINERD("IMAGEPACK_FORKY_CONTAINERD"),
    FORKY_PODMAN("IMAGEPACK_FORKY_PODMAN");

    static final boolean ALL = System.getProperty("imagepack.engines", "").equals("all");

    private final String variable;

    RealEngine(String variable) {
        this.variable = variable;
    }

    /** Those that tests of any engine shall speak to. */
    public static Stream<RealEngine> chosen() {
        return Stream.of(values()).filter(engine -> ALL || engine.compareTo(PODMAN) <= 0);
    }

    /** Whether it is Podman's API, and not Docker's own. */
    public boolean isPodman() {
        return name().endsWith("PODMAN");
    }

    /** Whether it keeps images in containerd's store. */
    public boolean storesInContainerd() {
        return name().endsWith("CONTAINERD");
    }

    /** The program of a Docker Engine of its kind, with which a test may start another; skips the test where there is none. */
    String dockerd() {
        Tool.DOCKERD.require();
        return this == LOCAL ? "dockerd" : require(variable.replaceFirst("_[A-Z]+$", "_DOCKERD"));
    }

    /** Skips the test where it was not started. */
    public EngineAddress require() {
        EngineAddress parsed = EngineAddress.parse(require(variable));
        return this == REMOTE ? parsed.withTls(certificates()) : parsed;
    }

    private static String require(String variable) {
        @Nullable String value = System.getenv(variable);
        if (value == null) {
            Tool.miss("no engine is named by " + variable);
        }
        return String.valueOf(value);
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
