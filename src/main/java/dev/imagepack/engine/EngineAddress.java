package dev.imagepack.engine;

import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.tls.TlsFiles;

/** Where an engine is and how it is reached. What it looks like as text holds no secret. */
public sealed interface EngineAddress {

    /** A socket on this machine. */
    record Unix(Path socket) implements EngineAddress {

        @Override
        public String toString() {
            return "unix://" + socket;
        }
    }

    /**
     * A named pipe on Windows.
     *
     * @param path with slashes, for instance {@code //./pipe/docker_engine}
     */
    record Pipe(String path) implements EngineAddress {

        @Override
        public String toString() {
            return "npipe://" + path;
        }
    }

    /**
     * A port.
     *
     * @param host name or address; one of version 6 has no brackets
     * @param tls what the engine's certificate is checked with and ours is; empty for no TLS: whoever reaches the port then
     *     is root there
     */
    record Tcp(String host, int port, Optional<TlsFiles> tls) implements EngineAddress {

        @Override
        public String toString() {
            return "tcp://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * Another machine's engine, by the ssh program of this one and the docker program of the other. Who is who and which
     * key it takes is the business of ssh's own configuration and agent.
     *
     * @param user empty for what ssh's configuration says
     * @param port empty for what ssh's configuration says
     * @param socket of the engine on the other machine; empty for what docker finds there
     */
    record Ssh(Optional<String> user, String host, Optional<Integer> port, Optional<String> socket)
            implements EngineAddress {

        @Override
        public String toString() {
            return "ssh://" + user.map(name -> name + "@").orElse("") + host
                    + port.map(number -> ":" + number).orElse("") + socket.orElse("");
        }
    }

    /**
     * Parses {@code unix://}, {@code npipe://}, {@code tcp://} and {@code ssh://} addresses as the docker program takes
     * them; IllegalArgumentException says what is wrong. A {@code tcp://} address has no TLS yet.
     */
    static EngineAddress parse(String text) {
        return AddressText.parse(text.strip());
    }

    /** The same with TLS, if it is that of a port; others have no use for it. */
    default EngineAddress withTls(TlsFiles tls) {
        return this instanceof Tcp tcp ? new Tcp(tcp.host(), tcp.port(), Optional.of(tls)) : this;
    }
}
