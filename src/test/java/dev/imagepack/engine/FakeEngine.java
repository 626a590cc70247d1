package dev.imagepack.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** An engine that answers as it is told, byte for byte, on a socket or a port; what it was not told about it refuses. */
final class FakeEngine implements AutoCloseable {

    static final String OK = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nBuilder-Version: 2\r\n";
    static final String VERSION = "{\"Version\":\"20.10.0\",\"Os\":\"linux\",\"Arch\":\"amd64\"}";

    private final ServerSocketChannel server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();

    /** The calls that came, as method and path without its query. */
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    /** Gets a call each time when a connection was closed by the other side in the midst of an answer. */
    final BlockingQueue<String> broken = new LinkedBlockingQueue<>();

    /** What comes back. */
    interface Answer {
        void to(SocketChannel channel) throws IOException;
    }

    private FakeEngine(ServerSocketChannel server) {
        this.server = server;
        on("GET /_ping", text("OK"));
        on("GET /v1.41/version", text(VERSION));
        on("GET /v1.41/info", text("{}"));
        daemon(this::serve);
    }

    static FakeEngine onSocket(Path socket) throws IOException {
        return bound(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(socket));
    }

    static FakeEngine onPort() throws IOException {
        return bound(StandardProtocolFamily.INET, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static FakeEngine bound(StandardProtocolFamily family, SocketAddress address) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(family);
        server.bind(address);
        return new FakeEngine(server);
    }

    EngineAddress address() throws IOException {
        SocketAddress address = server.getLocalAddress();
        return address instanceof UnixDomainSocketAddress unix
                ? new EngineAddress.Unix(unix.getPath())
                : new EngineAddress.Tcp("127.0.0.1", ((InetSocketAddress) address).getPort(), Optional.empty());
    }

    /** Answers a call from now on. */
    FakeEngine on(String call, Answer answer) {
        answers.put(call, answer);
        return this;
    }

    static Answer text(String body) {
        return bytes(OK + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    static Answer status(int status, String body) {
        return bytes("HTTP/1.1 " + status + " So\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Exactly these bytes, after which the connection stays open. */
    static Answer bytes(String all) {
        return channel -> write(channel, all);
    }

    /** These bytes, and then no more. */
    static Answer cut(String all) {
        return channel -> {
            write(channel, all);
            channel.close();
        };
    }

    /** A body without an end. */
    Answer endless(String call) {
        return channel -> {
            write(channel, OK + "Transfer-Encoding: chunked\r\n\r\n");
            try {
                while (true) {
                    write(channel, "4\r\nmore\r\n");
                }
            } catch (IOException e) {
                broken.add(call);
            }
        };
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                open.add(channel);
                daemon(() -> serve(channel));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            for (String call = call(channel); !call.isEmpty(); call = call(channel)) {
                calls.add(call);
                answers.getOrDefault(call, status(404, "{\"message\":\"no such thing\"}"))
                        .to(channel);
            }
        } catch (IOException e) {
            // Closed by one side.
        }
    }

    /** Reads a head; a body is left where it is, and ends the connection then. Empty at the end. */
    private static String call(SocketChannel channel) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.isOpen() && channel.read(one.clear()) >= 0) {
            head.write(one.array()[0]);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                int end = text.indexOf(" HTTP/1.1");
                return end < 0 ? "" : text.substring(0, end).replaceAll("\\?.*", "");
            }
        }
        return "";
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-engine");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
