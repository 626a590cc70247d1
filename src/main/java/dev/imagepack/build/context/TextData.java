package dev.imagepack.build.context;

import java.io.IOException;
import java.io.OutputStream;

import dev.imagepack.oci.Digest;

/** Bytes that stand in the Dockerfile itself: a here-document. */
public record TextData(byte[] bytes) implements FileData {

    @Override
    public String identity() {
        return Digest.of(bytes).toString();
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }
}
