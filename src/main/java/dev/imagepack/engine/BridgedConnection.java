package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;

/**
 * A connection over a {@link Bridge}: what comes from one end goes to the other. When the engine takes no more, the client
 * does not hear of that at once, for it would go without reading what the engine said: the rest of what it sends is dropped.
 */
final class BridgedConnection {

    private static final int BUFFER = 64 << 10;

    private final SocketChannel client;
    private final FarEnd engine;
    private final Listener listener;

    /** Whether our side ended it; what the other end says then is no failure. */
    private volatile boolean isDone;

    /** Hears of it. */
    interface Listener {

        /** The engine's end failed, and says why. */
        void failed(String why);

        /** Both ends are closed. */
        void closed(BridgedConnection connection);
    }

    BridgedConnection(SocketChannel client, FarEnd engine, Listener listener) {
        this.client = client;
        this.engine = engine;
        this.listener = listener;
    }

    void start(Executor threads) {
        threads.execute(this::send);
        threads.execute(this::receive);
    }

    private void send() {
        byte[] bytes = new byte[BUFFER];
        boolean isTaken = true;
        try {
            for (int read = client.read(ByteBuffer.wrap(bytes));
                    read >= 0;
                    read = client.read(ByteBuffer.wrap(bytes))) {
                isTaken = isTaken && takes(bytes, read);
            }
        } catch (IOException e) {
            // Closed, by the client or by us.
        }
        close();
        listener.closed(this);
    }

    private boolean takes(byte[] bytes, int length) {
        try {
            engine.write(bytes, length);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void receive() {
        byte[] bytes = new byte[BUFFER];
        try {
            for (int read = engine.read(bytes); read >= 0; read = engine.read(bytes)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, read);
                while (buffer.hasRemaining()) {
                    client.write(buffer);
                }
            }
        } catch (IOException e) {
            // One of both is not there any more, and the client learns of it below.
        }
        end();
    }

    /** What the other end says must be known before the client learns that it is over, since it is asked for then. */
    private void end() {
        if (!isDone) {
            engine.failure().filter(why -> !isDone).ifPresent(listener::failed);
        }
        engine.close();
        try {
            client.shutdownOutput();
        } catch (IOException e) {
            // Closed already.
        }
    }

    void close() {
        isDone = true;
        engine.close();
        quietly(client);
    }

    /** Closes what is of no use any more, closed or not. */
    static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // So be it.
        }
    }
}
