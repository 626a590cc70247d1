package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.OutputStream;

import dev.imagepack.build.context.FileData;
import dev.imagepack.oci.Digest;

/** Bytes that stand in the Dockerfile itself: a here-document. */
record TextData(byte[] bytes) implements FileData {

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
