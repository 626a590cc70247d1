package dev.imagepack.io;

import java.io.EOFException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;

import dev.imagepack.ImagepackException;

/** Zstandard (RFC 8878) by the reference library, which is native code and has threads of its own. */
final class Zstd {

    /** At level 3 four threads are faster than SHA-256; each takes a buffer of several megabytes. */
    private static final int MOST_WORKERS = 4;

    private Zstd() {}

    /** The library cuts its work by size, so any number of its threads but none at all gives the same bytes. */
    static OutputStream compress(OutputStream out, int level) throws IOException {
        return compress(out, level, Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()));
    }

    static OutputStream compress(OutputStream out, int level, int workers) throws IOException {
        try {
            return new Output(new ZstdOutputStreamNoFinalizer(out, level)
                    .setChecksum(true)
                    .setWorkers(workers));
        } catch (LinkageError e) {
            throw unusable(e);
        }
    }

    static InputStream decompress(InputStream in) throws IOException {
        try {
            return new ZstdInputStreamNoFinalizer(notEmpty(in));
        } catch (LinkageError e) {
            throw unusable(e);
        }
    }

    /** The library takes no bytes at all for no frames at all. */
    private static InputStream notEmpty(InputStream in) throws IOException {
        PushbackInputStream ahead = new PushbackInputStream(in);
        int first = ahead.read();
        if (first < 0) {
            throw new EOFException("zstd data is cut short");
        }
        ahead.unread(first);
        return ahead;
    }

    private static ImagepackException unusable(LinkageError e) {
        return new ImagepackException(
                "zstd cannot be used on this machine: its native library does not load (" + e.getMessage() + ")",
                "Allow native code to be loaded from " + System.getProperty("java.io.tmpdir")
                        + ", or use gzip and a base image that has gzip layers.",
                e);
    }

    /** A flush in the middle would change the bytes. */
    private static final class Output extends FilterOutputStream {

        Output(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {}
    }
}
