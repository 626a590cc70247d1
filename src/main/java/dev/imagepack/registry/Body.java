package dev.imagepack.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.imagepack.io.BoundedInput;

/** What a request sends; it can be read again when the request has to be repeated. */
public interface Body {

    /** Nothing. */
    Body NONE = of(new byte[0]);

    /** How many bytes there are. */
    long length();

    /** The bytes, from the first one; whoever sends them closes the stream. */
    InputStream open() throws IOException;

    /** These bytes, which must not change afterwards. */
    static Body of(byte[] bytes) {
        return new Body() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** The bytes of a file, which must not change. */
    static Body of(Path file) throws IOException {
        long size = Files.size(file);
        return new Body() {
            @Override
            public long length() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file);
            }
        };
    }

    /** A stretch of this body. */
    default Body part(long offset, long size) {
        Body whole = this;
        return new Body() {
            @Override
            public long length() {
                return size;
            }

            @Override
            public InputStream open() throws IOException {
                InputStream in = whole.open();
                in.skipNBytes(offset);
                return new BoundedInput(in, size);
            }
        };
    }
}
