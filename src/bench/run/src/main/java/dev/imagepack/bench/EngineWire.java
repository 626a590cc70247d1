package dev.imagepack.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A socket before the engine's that all who are measured speak to: it counts them, and sees how long a build takes. The build
 * step is one call, {@code POST /build}, from its first byte to the last one of its answer; what goes through is not changed.
 */
final class EngineWire implements AutoCloseable {

    private static final int BUFFER = 1 << 18;

    /** The longest beginning of a call that is looked at. */
    private static final int LINE = 64;

    private static final Pattern CALL = Pattern.compile("(?s)(?:GET|HEAD|POST|PUT|DELETE) (/\\S+).*");
    private static final Pattern BUILD = Pattern.compile("(?:/v[0-9.]+)?/build\\?.*");

    private final Path engine;
    private final Path directory;
    private final ServerSocketChannel server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong buildBegin = new AtomicLong();
    private final AtomicLong buildEnd = new AtomicLong();

    private EngineWire(Path engine, Path directory) throws IOException {
        this.engine = engine;
        this.directory = directory;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket()));
    }

    /** Begins to listen. */
    static EngineWire before(Path engine) throws IOException {
        // Not below target: the path of a socket has little room.
        EngineWire wire = new EngineWire(engine, Files.createTempDirectory("imagepack-bench"));
        start(wire::serve);
        return wire;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "engine-wire");
        thread.setDaemon(true);
        thread.start();
    }

    private Path socket() {
        return directory.resolve("engine.sock");
    }

    /** As DOCKER_HOST has it. */
    String address() {
        return "unix://" + socket();
    }

    /** Counts anew. */
    void reset() {
        connections.set(0);
        buildBegin.set(0);
        buildEnd.set(0);
    }

    /** How often somebody came since the last reset. */
    int connections() {
        return connections.get();
    }

    /** What the build since the last reset took; fails when there was none. */
    double buildSeconds() {
        if (buildBegin.get() == 0) {
            throw new IllegalStateException("the engine was asked for no build");
        }
        return (buildEnd.get() - buildBegin.get()) / 1e9;
    }

    /** How long ago that build ended. */
    double secondsSinceBuild() {
        return (System.nanoTime() - buildEnd.get()) / 1e9;
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                connections.incrementAndGet();
                connect(client);
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(SocketChannel client) {
        try {
            Connection connection = new Connection(client, SocketChannel.open(UnixDomainSocketAddress.of(engine)));
            start(connection::carryCalls);
            start(connection::carryAnswers);
        } catch (IOException e) {
            // The engine is gone; whoever is measured says so.
            close(client);
        }
    }

    private final class Connection {

        private final SocketChannel client;
        private final SocketChannel behind;
        private final AtomicInteger open = new AtomicInteger(2);
        private volatile boolean builds;

        Connection(SocketChannel client, SocketChannel behind) {
            this.client = client;
            this.behind = behind;
        }

        void carryCalls() {
            carry(client, behind, this::look);
        }

        void carryAnswers() {
            carry(behind, client, bytes -> {
                if (builds) {
                    buildEnd.set(System.nanoTime());
                }
            });
        }

        private void look(ByteBuffer bytes) {
            ByteBuffer line = bytes.duplicate().limit(Math.min(LINE, bytes.limit()));
            Matcher call = CALL.matcher(StandardCharsets.ISO_8859_1.decode(line));
            if (call.matches()) {
                builds = BUILD.matcher(call.group(1)).matches();
                if (builds) {
                    buildBegin.compareAndSet(0, System.nanoTime());
                }
            }
        }

        /** One side may be done long before the other. */
        private void carry(SocketChannel from, SocketChannel to, Consumer<ByteBuffer> onlooker) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER);
            try {
                while (from.read(bytes.clear()) >= 0) {
                    onlooker.accept(bytes.flip());
                    while (bytes.hasRemaining()) {
                        to.write(bytes);
                    }
                }
                to.shutdownOutput();
            } catch (IOException e) {
                open.set(1);
            } finally {
                if (open.decrementAndGet() <= 0) {
                    close(client);
                    close(behind);
                }
            }
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Benchmark.delete(directory);
    }
}
