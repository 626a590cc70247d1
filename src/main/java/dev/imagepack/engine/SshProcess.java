package dev.imagepack.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A process of ssh whose input and output are a connection to an engine on another machine. */
final class SshProcess implements FarEnd {

    private static final int LONGEST_WORDS = 4 << 10;
    private static final int SECONDS_TO_END = 5;

    private final Process process;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final CountDownLatch silent = new CountDownLatch(1);

    private SshProcess(Process process) {
        this.process = process;
    }

    static SshProcess start(List<String> command, Executor threads) throws IOException {
        SshProcess started = new SshProcess(new ProcessBuilder(command).start());
        threads.execute(started::listen);
        return started;
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

    @Override
    public int read(byte[] bytes) throws IOException {
        return process.getInputStream().read(bytes);
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        process.getOutputStream().write(bytes, 0, length);
        process.getOutputStream().flush();
    }

    /** What ssh said, if it failed. */
    @Override
    public Optional<String> failure() {
        try {
            silent.await(SECONDS_TO_END, TimeUnit.SECONDS);
            if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) && process.exitValue() != 0) {
                return Optional.of(words(process.exitValue()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private String words(int status) {
        synchronized (said) {
            String text = said.toString(StandardCharsets.UTF_8)
                    .replaceAll("[\\p{Cntrl}\\s]+", " ")
                    .strip();
            return text.isEmpty() ? "ssh ended with status " + status : text;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
