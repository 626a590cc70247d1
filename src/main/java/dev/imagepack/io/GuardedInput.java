package dev.imagepack.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import dev.imagepack.ImagepackException;

/** A decompressor that was written by others: what it throws of its own accord on damaged input becomes an {@link IOException}. */
final class GuardedInput extends InputStream {

    /** Makes the decompressor; most read a header at once. */
    @FunctionalInterface
    interface Maker {
        InputStream make(InputStream in) throws IOException;
    }

    private final String format;
    private final InputStream plain;

    GuardedInput(String format, InputStream in, Maker maker) throws IOException {
        this.format = format;
        try {
            this.plain = maker.make(in);
        } catch (IOException e) {
            throw withMessage(e);
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return plain.read(bytes, offset, length);
        } catch (IOException e) {
            throw withMessage(e);
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }

    /** Where the stream ends early, some say no more than that there was an exception. */
    private IOException withMessage(IOException e) {
        return e.getMessage() == null ? new IOException(format + " data is cut short or damaged", e) : e;
    }

    private IOException damaged(RuntimeException e) {
        if (e instanceof UncheckedIOException || e instanceof ImagepackException) {
            // Not of the decompressor, but of the stream beneath, which says itself what is wrong.
            throw e;
        }
        return new IOException("damaged " + format + " data: " + e, e);
    }
}
