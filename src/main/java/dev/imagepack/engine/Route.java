package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;

import dev.imagepack.tls.TlsContext;
import dev.imagepack.tls.TlsFiles;
import dev.imagepack.tls.UsualTls;

/** How the transport comes to an address: it knows sockets, pipes and ports, and for ssh there is a bridge to a socket. */
abstract class Route implements Closeable {

    private final Limits limits;

    private Route(Limits limits) {
        this.limits = limits;
    }

    static Route to(EngineAddress address, Limits limits, Executor threads) {
        if (address instanceof EngineAddress.Ssh ssh) {
            return by(new SshBridge(SshCommand.of(ssh, limits.connect()), threads), limits);
        }
        Optional<TlsFiles> tls = address instanceof EngineAddress.Tcp tcp ? tcp.tls() : Optional.empty();
        return new Direct(URI.create(address.toString()), tls, limits);
    }

    static Route by(SshBridge bridge, Limits limits) {
        return new BySsh(bridge, limits);
    }

    /** A new client, with which no connection was made yet. */
    abstract DockerHttpClient client() throws IOException;

    /** What else is known about a failure, for instance what ssh says. */
    abstract Optional<String> words();

    DockerHttpClient client(URI address, Optional<SSLContext> tls) {
        ZerodepDockerHttpClient.Builder client = new ZerodepDockerHttpClient.Builder()
                .dockerHost(address)
                .connectionTimeout(limits.connect())
                .maxConnections(1);
        // Without any, it would make the JVM's at once. With one, what comes to a port is spoken to by TLS.
        tls.or(() -> isPort(address) ? Optional.empty() : Optional.of(new UsualTls()))
                .ifPresent(context -> client.sslConfig(() -> context));
        return client.build();
    }

    private static boolean isPort(URI address) {
        return "tcp".equals(address.getScheme());
    }

    private static final class Direct extends Route {

        private final URI address;
        private final Optional<TlsFiles> files;
        private Optional<SSLContext> tls = Optional.empty();

        Direct(URI address, Optional<TlsFiles> files, Limits limits) {
            super(limits);
            this.address = address;
            this.files = files;
        }

        @Override
        synchronized DockerHttpClient client() {
            if (tls.isEmpty()) {
                tls = files.map(present -> TlsContext.trustingOnly(
                        present, "Check these files of the engine at " + address + ": ca.pem, cert.pem and key.pem."));
            }
            return client(address, tls);
        }

        @Override
        Optional<String> words() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private static final class BySsh extends Route {

        private final SshBridge bridge;

        BySsh(SshBridge bridge, Limits limits) {
            super(limits);
            this.bridge = bridge;
        }

        @Override
        DockerHttpClient client() throws IOException {
            return client(bridge.address(), Optional.empty());
        }

        @Override
        Optional<String> words() {
            return bridge.words();
        }

        @Override
        public void close() throws IOException {
            bridge.close();
        }
    }
}
