package dev.imagepack.pack;

import java.nio.file.Path;

/** What is worth saying while images are packed; the wording is the listener's. */
public interface PackLog {

    /** A layout was merged in. */
    void merged(Path layout, int images);

    /** A text file was rewritten. */
    void rewrote(Path target, int references);

    /** Bytes of the archive were written; called often. */
    void advanced(long bytes);

    /** Something the user should know, with its place. */
    void warning(String message);

    /** Says nothing. */
    PackLog SILENT = new PackLog() {
        @Override
        public void merged(Path layout, int images) {}

        @Override
        public void rewrote(Path target, int references) {}

        @Override
        public void advanced(long bytes) {}

        @Override
        public void warning(String message) {}
    };
}
