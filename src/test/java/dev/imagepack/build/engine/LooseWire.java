package dev.imagepack.build.engine;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.imagepack.engine.EngineAddress;

/** A socket before that of a real engine. What runs through it can be broken at any moment. */
final class LooseWire implements AutoCloseable {

    private static final int BUFFER = 1 << 14;

    private final Path socket;
    private final Path engine;
    private final ServerSocketChannel server;
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    private volatile String awaited = "";
    private volatile long cutAfter;
    private volatile Runnable cut = () -> {};

    /** @param socket where this one shall be */
    LooseWire(Path socket, EngineAddress engine) throws IOException {
        this.socket = socket;
        this.engine = ((EngineAddress.Unix) engine).socket();
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        daemon(this::serve);
    }

    EngineAddress address() {
        return new EngineAddress.Unix(socket);
    }

    /** Breaks the answer to a call in this way, when so many bytes of it went through. */
    void cutAnswer(String path, long bytes, Runnable how) {
        cutAfter = bytes;
        cut = how;
        awaited = path;
    }

    /** Breaks every connection; new ones can be made. */
    void cut() {
        open.forEach(LooseWire::close);
    }

    private void serve() {
        try {
            while (true) {
                connect(server.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(SocketChannel client) {
        open.add(client);
        try {
            SocketChannel behind = SocketChannel.open(UnixDomainSocketAddress.of(engine));
            open.add(behind);
            Connection connection = new Connection(client, behind);
            daemon(connection::calls);
            daemon(connection::answers);
        } catch (IOException e) {
            // Nobody is there any more.
            close(client);
        }
    }

    private final class Connection {

        private final SocketChannel client;
        private final SocketChannel behind;
        private volatile boolean isAwaited;

        Connection(SocketChannel client, SocketChannel behind) {
            this.client = client;
            this.behind = behind;
        }

        void calls() {
            ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
            try {
                while (client.read(bytes.clear()) >= 0) {
                    String text = StandardCharsets.ISO_8859_1
                            .decode(bytes.flip().duplicate())
                            .toString();
                    isAwaited |= !awaited.isEmpty() && text.contains(awaited);
                    write(bytes, behind);
                }
            } catch (IOException e) {
                // Broken.
            } finally {
                close(client);
                close(behind);
            }
        }

        void answers() {
            ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
            long went = 0;
            try {
                while (behind.read(bytes.clear()) >= 0) {
                    write(bytes.flip(), client);
                    went += isAwaited ? bytes.limit() : 0;
                    if (isAwaited && went > cutAfter) {
                        awaited = "";
                        isAwaited = false;
                        cut.run();
                    }
                }
            } catch (IOException e) {
                // Broken.
            } finally {
                close(client);
                close(behind);
            }
        }
    }

    private static void write(ByteBuffer bytes, SocketChannel target) throws IOException {
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "loose-wire");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
