package dev.imagepack.registry;

import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.io.Progress;

/** A body that tells how many of its bytes were read. */
record CountedBody(Body body, Progress progress) implements Body {

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public InputStream open() throws IOException {
        return new CountingInput(body.open(), progress);
    }
}
