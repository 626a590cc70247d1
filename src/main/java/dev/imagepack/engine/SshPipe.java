package dev.imagepack.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * One connection and its ssh process, whose input and output it is. The channel is read and written by buffers: the streams
 * that the JDK makes of one channel share a lock and would wait for each other.
 */
final class SshPipe {

    private static final int BUFFER = 64 << 10;
    private static final int LONGEST_WORDS = 4 << 10;
    private static final int SECONDS_TO_END = 5;

    private final SocketChannel channel;
    private final Process process;
    private final BiConsumer<SshPipe, Optional<String>> atEnd;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CountDownLatch silent = new CountDownLatch(1);

    /** Whether our side ended it; what ssh says then is no failure. */
    private volatile boolean isDone;

    /** @param atEnd gets what ssh said, if it failed */
    SshPipe(SocketChannel channel, Process process, BiConsumer<SshPipe, Optional<String>> atEnd) {
        this.channel = channel;
        this.process = process;
        this.atEnd = atEnd;
    }

    void start(Executor threads) {
        threads.execute(this::listen);
        threads.execute(this::send);
        threads.execute(this::receive);
    }

    private void send() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try (OutputStream out = process.getOutputStream()) {
            while (channel.read(buffer.clear()) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                out.flush();
            }
            isDone = true;
        } catch (IOException e) {
            // The other direction says why.
        }
        // Nobody is there any more who could read the rest.
        process.destroy();
    }

    private void receive() {
        byte[] bytes = new byte[BUFFER];
        try (InputStream in = process.getInputStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, read);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        } catch (IOException e) {
            // Closed by the one who reads.
        }
        end();
    }

    /** What ssh said must be known before the connection ends, since it is asked for then. */
    private void end() {
        Optional<String> failure = Optional.empty();
        try {
            silent.await(SECONDS_TO_END, TimeUnit.SECONDS);
            if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) && process.exitValue() != 0 && !isDone) {
                failure = Optional.of(words(process.exitValue()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        atEnd.accept(this, failure);
        close();
    }

    private void listen() {
        byte[] bytes = new byte[1024];
        try (InputStream in = process.getErrorStream()) {
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                synchronized (said) {
                    said.write(bytes, 0, Math.max(0, Math.min(read, LONGEST_WORDS - said.size())));
                }
            }
        } catch (IOException e) {
            // What was heard so far will do.
        }
        silent.countDown();
    }

    private String words(int status) {
        synchronized (said) {
            String text = said.toString(StandardCharsets.UTF_8)
                    .replaceAll("[\\p{Cntrl}\\s]+", " ")
                    .strip();
            return text.isEmpty() ? "ssh ended with status " + status : text;
        }
    }

    void close() {
        isDone = true;
        process.destroy();
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}
