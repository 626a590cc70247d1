package dev.imagepack.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** What only sources of {@code ADD} are compressed with; apart, so that its libraries are loaded with the first of them. */
final class RareFormats {

    /** What {@code xz} may take to decompress, in KiB; its own strongest level takes half of it. */
    private static final int XZ_MEMORY = 128 * 1024;

    private RareFormats() {}

    static InputStream bzip2(InputStream in) throws IOException {
        return new GuardedInput("bzip2", buffered(in), plain -> new BZip2CompressorInputStream(plain, true));
    }

    static InputStream xz(InputStream in) throws IOException {
        return new GuardedInput("xz", buffered(in), plain -> new XZInputStream(plain, XZ_MEMORY));
    }

    private static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in, 64 * 1024);
    }
}
