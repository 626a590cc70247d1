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

import org.jspecify.annotations.Nullable;

/**
 * A socket of our own, in a directory that nobody else may enter, behind which each connection is an ssh process to the other
 * machine's engine.
 */
final class SshBridge implements Closeable {

    private static final String SOCKET = "engine.sock";

    private final List<String> command;
    private final Executor threads;
    private final Set<SshPipe> pipes = new LinkedHashSet<>();
    private @Nullable Path directory;
    private @Nullable ServerSocketChannel server;
    private boolean isClosed;
    private volatile @Nullable String words;

    /** @param command is started for each connection; its input and output are the connection */
    SshBridge(List<String> command, Executor threads) {
        this.command = command;
        this.threads = threads;
    }

    /** The socket; it is made when it is asked for first. */
    synchronized URI address() throws IOException {
        if (isClosed) {
            throw new IOException("the way by ssh is closed");
        }
        if (directory == null) {
            directory = Files.createTempDirectory("imagepack-ssh");
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(directory.resolve(SOCKET)));
            ServerSocketChannel accepting = server;
            threads.execute(() -> accept(accepting));
        }
        return URI.create("unix://" + directory.resolve(SOCKET));
    }

    /** What ssh said last when it failed, if it did. */
    Optional<String> words() {
        return Optional.ofNullable(words);
    }

    private void accept(ServerSocketChannel accepting) {
        try {
            while (true) {
                open(accepting.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private synchronized void open(SocketChannel channel) throws IOException {
        if (isClosed) {
            channel.close();
            return;
        }
        words = null;
        try {
            SshPipe pipe = new SshPipe(channel, new ProcessBuilder(command).start(), this::ended);
            pipes.add(pipe);
            pipe.start(threads);
        } catch (IOException e) {
            words = e.getMessage();
            channel.close();
        }
    }

    private void ended(SshPipe pipe, Optional<String> said) {
        said.ifPresent(text -> words = text);
        synchronized (this) {
            pipes.remove(pipe);
        }
    }

    @Override
    public void close() throws IOException {
        List<SshPipe> open;
        synchronized (this) {
            isClosed = true;
            open = new ArrayList<>(pipes);
            if (server != null) {
                server.close();
            }
        }
        open.forEach(SshPipe::close);
        if (directory != null) {
            Files.deleteIfExists(directory.resolve(SOCKET));
            Files.deleteIfExists(directory);
        }
    }
}
