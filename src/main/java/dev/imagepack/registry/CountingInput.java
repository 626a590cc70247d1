package dev.imagepack.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.io.Progress;

/** Tells how many bytes were read. */
final class CountingInput extends FilterInputStream {

    private final Progress progress;

    CountingInput(InputStream in, Progress progress) {
        super(in);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        progress.advanced(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = in.read(bytes, offset, length);
        progress.advanced(Math.max(read, 0));
        return read;
    }
}
