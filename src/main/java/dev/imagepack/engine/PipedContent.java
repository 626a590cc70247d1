package dev.imagepack.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;

import dev.imagepack.io.Content;

/** Content to be read: a thread of its own writes it, as fast as it is read. A failure of the writer fails the reader. */
final class PipedContent extends InputStream {

    private static final int BUFFER = 256 << 10;

    private final PipedInputStream in = new PipedInputStream(BUFFER);
    private final Thread writer;
    private volatile Throwable failure;

    PipedContent(Content content) throws IOException {
        PipedOutputStream out = new PipedOutputStream(in);
        writer = new Thread(() -> write(content, out), "imagepack-engine-body");
        writer.setDaemon(true);
        writer.start();
    }

    private void write(Content content, PipedOutputStream out) {
        try (out) {
            content.writeTo(out);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
    }

    @Override
    public int read() throws IOException {
        return checked(in.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return checked(in.read(bytes, offset, length));
    }

    private int checked(int read) throws IOException {
        if (read < 0 && failure != null) {
            throw new IOException("the body could not be written: " + failure.getMessage(), failure);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
        writer.interrupt();
    }
}
