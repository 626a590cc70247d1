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
import dev.imagepack.tls.UsualTls;

/** How the transport comes to an address: it knows sockets, pipes and ports, and for ssh there is a bridge to a socket. */
abstract class Route implements Closeable {

    private final Limits limits;

    private Route(Limits limits) {
        this.limits = limits;
    }

    static Route to(EngineAddress address, Limits limits, Executor threads) {
        if (address instanceof EngineAddress.Ssh ssh) {
            return by(Bridge.bySsh(SshCommand.of(ssh, limits.connect()), threads), limits);
        }
        return new Direct(address, limits, threads);
    }

    static Route by(Bridge ssh, Limits limits) {
        return new BySsh(ssh, limits);
    }

    /** A new client, with which no connection was made yet. */
    abstract DockerHttpClient client() throws IOException;

    /**
     * One for calls with much to send: the transport itself gives up an answer that comes, with the end of the connection,
     * before everything is sent. Empty where {@link #client} is as good.
     */
    abstract Optional<Lanes.Source> uploader();

    /** What else is known about a failure, for instance what ssh says. */
    abstract Optional<String> words();

    /** What can be done where that is known. */
    abstract String advice(String words);

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

        private final EngineAddress address;
        private final Limits limits;
        private final Bridge bridge;
        private Optional<SSLContext> tls = Optional.empty();

        Direct(EngineAddress address, Limits limits, Executor threads) {
            super(limits);
            this.address = address;
            this.limits = limits;
            this.bridge = new Bridge(this::dial, threads);
        }

        @Override
        DockerHttpClient client() {
            return client(URI.create(address.toString()), tls());
        }

        @Override
        Optional<Lanes.Source> uploader() {
            return address instanceof EngineAddress.Pipe
                    ? Optional.empty()
                    : Optional.of(() -> client(bridge.address(), Optional.empty()));
        }

        private FarEnd dial() throws IOException {
            return address instanceof EngineAddress.Tcp port
                    ? FarSocket.port(port, tls(), limits.connect())
                    : FarSocket.unix(((EngineAddress.Unix) address).socket());
        }

        private synchronized Optional<SSLContext> tls() {
            if (tls.isEmpty() && address instanceof EngineAddress.Tcp port) {
                tls = port.tls()
                        .map(files -> TlsContext.trustingOnly(
                                files,
                                "Check these files of the engine at " + address + ": ca.pem, cert.pem and key.pem."));
            }
            return tls;
        }

        @Override
        Optional<String> words() {
            return bridge.words();
        }

        @Override
        String advice(String words) {
            return "Check that the engine runs and that this is its address.";
        }

        @Override
        public void close() throws IOException {
            bridge.close();
        }
    }

    private static final class BySsh extends Route {

        private final Bridge bridge;

        BySsh(Bridge bridge, Limits limits) {
            super(limits);
            this.bridge = bridge;
        }

        @Override
        DockerHttpClient client() throws IOException {
            return client(bridge.address(), Optional.empty());
        }

        @Override
        Optional<Lanes.Source> uploader() {
            return Optional.empty();
        }

        @Override
        Optional<String> words() {
            return bridge.words();
        }

        @Override
        String advice(String words) {
            if (words.contains("Host key verification failed")) {
                return "Log in once by hand with ssh and compare the host's key, so that it is among the known hosts.";
            }
            if (words.contains("Permission denied")) {
                return "ssh must log in without a question: give the host your public key, and your key to ssh or its agent.";
            }
            return "Try the same by hand: ssh, and there docker system dial-stdio. Docker's client must be on that machine.";
        }

        @Override
        public void close() throws IOException {
            bridge.close();
        }
    }
}
