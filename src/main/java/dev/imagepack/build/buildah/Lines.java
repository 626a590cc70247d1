package dev.imagepack.build.buildah;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** What a program says, line by line. A carriage return, as progress bars write it, ends a line too. */
final class Lines {

    /** A longer line is told in pieces. */
    private static final int LONGEST = 8 << 10;

    private Lines() {}

    /** Tells the lines until the end, or until the stream is gone; empty ones are left out. */
    static void read(InputStream in, Consumer<String> listener) {
        try (InputStream buffered = new BufferedInputStream(in)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = buffered.read(); b >= 0; b = buffered.read()) {
                if (b == '\n' || b == '\r' || line.size() == LONGEST) {
                    tell(line, listener);
                }
                if (b != '\n' && b != '\r') {
                    line.write(b);
                }
            }
            tell(line, listener);
        } catch (IOException e) {
            // The program was ended, and its pipe with it.
        }
    }

    private static void tell(ByteArrayOutputStream line, Consumer<String> listener) {
        if (line.size() > 0) {
            listener.accept(line.toString(StandardCharsets.UTF_8));
            line.reset();
        }
    }
}
