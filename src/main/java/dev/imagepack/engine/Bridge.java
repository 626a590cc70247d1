package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * A socket of our own, in a directory that nobody else may enter, from which each connection goes on to an engine: by ssh,
 * which the transport does not know, or so that nothing is lost of what the engine says while much is sent to it.
 */
final class Bridge implements BridgedConnection.Listener, Closeable {

    private static final String SOCKET = "engine.sock";

    private final FarEnd.Dialer dialer;
    private final Executor threads;
    private final Set<BridgedConnection> connections = new LinkedHashSet<>();
    private @Nullable Path directory;
    private @Nullable ServerSocketChannel server;
    private boolean isClosed;
    private volatile @Nullable String words;

    /** @param dialer makes the connections to the engine */
    Bridge(FarEnd.Dialer dialer, Executor threads) {
        this.dialer = dialer;
        this.threads = threads;
    }

    /** One by ssh; {@code command} is started for each connection. */
    static Bridge bySsh(List<String> command, Executor threads) {
        return new Bridge(() -> SshProcess.start(command, threads), threads);
    }

    /** The socket; it is made when it is asked for first. */
    synchronized URI address() throws IOException {
        if (isClosed) {
            throw new IOException("the way to the engine is closed");
        }
        if (directory == null) {
            directory = Files.createTempDirectory("imagepack-engine");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(directory.resolve(SOCKET)));
            ServerSocketChannel accepting = server;
            threads.execute(() -> accept(accepting));
        }
        return URI.create("unix://" + directory.resolve(SOCKET));
    }

    /** Why the last connection failed, as ssh or the one who dialled says, if it did. */
    Optional<String> words() {
        return Optional.ofNullable(words);
    }

    private void accept(ServerSocketChannel accepting) {
        try {
            while (true) {
                SocketChannel client = accepting.accept();
                threads.execute(() -> open(client));
            }
        } catch (IOException | RejectedExecutionException e) {
            // Closed.
        }
    }

    private void open(SocketChannel client) {
        words = null;
        try {
            BridgedConnection connection = new BridgedConnection(client, dialer.dial(), this);
            if (isKept(connection)) {
                connection.start(threads);
            } else {
                connection.close();
            }
        } catch (IOException | RuntimeException e) {
            words = e.getMessage();
            BridgedConnection.quietly(client);
        }
    }

    private synchronized boolean isKept(BridgedConnection connection) {
        return !isClosed && connections.add(connection);
    }

    @Override
    public void failed(String why) {
        words = why;
    }

    @Override
    public synchronized void closed(BridgedConnection connection) {
        connections.remove(connection);
    }

    @Override
    public void close() throws IOException {
        List<BridgedConnection> open;
        synchronized (this) {
            isClosed = true;
            open = new ArrayList<>(connections);
            if (server != null) {
                server.close();
            }
        }
        open.forEach(BridgedConnection::close);
        if (directory != null) {
            Files.deleteIfExists(directory.resolve(SOCKET));
            Files.deleteIfExists(directory);
        }
    }
}
