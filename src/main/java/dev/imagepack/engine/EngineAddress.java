package dev.imagepack.engine;

import java.net.URI;
import java.nio.file.Path;

/** Where an engine is. */
public sealed interface EngineAddress {

    /** A socket on this machine. */
    record Unix(Path socket) implements EngineAddress {

        @Override
        public EngineConnection connection() {
            return new DockerJavaConnection(URI.create("unix://" + socket));
        }

        @Override
        public String toString() {
            return "unix://" + socket;
        }
    }

    /** A port, without TLS: whoever reaches it is root there. */
    record Tcp(String host, int port) implements EngineAddress {

        @Override
        public EngineConnection connection() {
            return new DockerJavaConnection(URI.create(toString()));
        }

        @Override
        public String toString() {
            return "tcp://" + host + ":" + port;
        }
    }

    /** A way to it, which opens nothing before the first call. */
    EngineConnection connection();

    /** Parses {@code unix://}, {@code tcp://} addresses. */
    static EngineAddress parse(String text) {
        URI uri = URI.create(text);
        return switch (String.valueOf(uri.getScheme())) {
            case "unix" -> new Unix(Path.of(uri.getPath()));
            case "tcp" -> new Tcp(uri.getHost(), uri.getPort());
            default -> throw new IllegalArgumentException("'" + text + "' is no address of an engine");
        };
    }
}
