package dev.imagepack.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something that writes its bytes to a stream, the same ones as often as it is asked, and holds none of them. */
@FunctionalInterface
public interface Content {

    /** Writes all bytes; leaves the stream open. */
    void writeTo(OutputStream out) throws IOException;

    /** The given bytes; the array must not change afterwards. */
    static Content of(byte[] bytes) {
        return out -> out.write(bytes);
    }

    /** The bytes of a file, read anew at each call. */
    static Content of(Path file) {
        return out -> copy(file, out);
    }

    /** No bytes at all. */
    static Content empty() {
        return out -> {};
    }

    private static void copy(Path file, OutputStream out) throws IOException {
        try (SeekableByteChannel in = Files.newByteChannel(file)) {
            // One byte more than the file has, so that a small one ends without growing or looping; some sizes are a
            // lie.
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(512, Math.min(128 * 1024, in.size() + 1)));
            while (in.read(buffer.clear()) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
            }
        }
    }
}
