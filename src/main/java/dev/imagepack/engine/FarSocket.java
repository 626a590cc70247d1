package dev.imagepack.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection to a socket of this machine, or to a port. */
abstract class FarSocket implements FarEnd {

    private FarSocket() {}

    static FarEnd unix(Path socket) throws IOException {
        return new OfFile(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /**
     * @param tls checks the engine's certificate, which must be of this host; empty for a port without TLS
     * @param limit until the connection stands
     */
    static FarEnd port(EngineAddress.Tcp address, Optional<SSLContext> tls, Duration limit) throws IOException {
        int millis = Math.toIntExact(limit.toMillis());
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), millis);
            socket.setSoTimeout(millis);
            Socket ready = tls.isPresent() ? withTls(socket, address, tls.get()) : socket;
            ready.setSoTimeout(0);
            return new OfPort(ready);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket withTls(Socket socket, EngineAddress.Tcp address, SSLContext tls) throws IOException {
        SSLSocket secured =
                (SSLSocket) tls.getSocketFactory().createSocket(socket, address.host(), address.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    @Override
    public Optional<String> failure() {
        return Optional.empty();
    }

    /** Read and written by buffers, for the streams that the JDK makes of one channel would wait for each other. */
    private static final class OfFile extends FarSocket {

        private final SocketChannel channel;

        OfFile(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(byte[] bytes) throws IOException {
            return channel.read(ByteBuffer.wrap(bytes));
        }

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void close() {
            BridgedConnection.quietly(channel);
        }
    }

    private static final class OfPort extends FarSocket {

        private final Socket socket;

        OfPort(Socket socket) {
            this.socket = socket;
        }

        @Override
        public int read(byte[] bytes) throws IOException {
            return socket.getInputStream().read(bytes);
        }

        @Override
        public void write(byte[] bytes, int length) throws IOException {
            socket.getOutputStream().write(bytes, 0, length);
            socket.getOutputStream().flush();
        }

        @Override
        public void close() {
            BridgedConnection.quietly(socket);
        }
    }
}
