package dev.imagepack.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a blob, all or the last of them, over as many connections as it takes: one that is cut is opened again where it ended. Gives up
 * when several connections in a row bring nothing.
 */
final class ResumingInput extends InputStream {

    /** How many connections in a row may bring nothing. */
    private static final int MOST_FRUITLESS = 5;

    /** How many connections there may be at all; one byte from each would take for ever. */
    private static final int MOST_CONNECTIONS = 100;

    /** Opens the bytes from an offset on. */
    @FunctionalInterface
    interface Source {
        InputStream open(long offset) throws IOException;
    }

    private final Source source;
    private final long size;
    private @Nullable InputStream current;
    private long offset;
    private int fruitless;
    private int connections;

    /**
     * @param offset at which they begin
     * @param size at which the blob ends; a connection that ends before was cut
     */
    ResumingInput(Source source, long offset, long size) {
        this.source = source;
        this.offset = offset;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        while (true) {
            try {
                if (current == null) {
                    current = source.open(offset);
                }
                int read = current.read(bytes, from, length);
                if (read < 0 && offset < size) {
                    throw new IOException("the connection ended after " + offset + " of " + size + " bytes");
                }
                if (read > 0) {
                    offset += read;
                    fruitless = 0;
                }
                return read;
            } catch (InterruptedIOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                cut(e);
            } catch (IOException e) {
                cut(e);
            }
        }
    }

    private void cut(IOException reason) throws IOException {
        close();
        if (++fruitless == MOST_FRUITLESS || ++connections == MOST_CONNECTIONS) {
            throw reason;
        }
    }

    @Override
    public void close() throws IOException {
        InputStream closing = current;
        current = null;
        if (closing != null) {
            closing.close();
        }
    }
}
