package dev.imagepack.build;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Tells the log of a build how far the tar of a layer is that is written through it. */
public class AdvancingOutput extends FilterOutputStream {

    private final BuildRequest request;

    public AdvancingOutput(OutputStream out, BuildRequest request) {
        super(out);
        this.request = request;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        request.log().advanced(request.spec().alias(), length);
    }
}
