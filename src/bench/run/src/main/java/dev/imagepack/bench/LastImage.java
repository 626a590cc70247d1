package dev.imagepack.bench;

import java.util.Optional;

/** What a tool made last, so that one that did nothing where something changed, or made another image of the same, is found out. */
final class LastImage {

    private final String tool;
    private Optional<String> identity = Optional.empty();

    LastImage(String tool) {
        this.tool = tool;
    }

    /** The tool made this image now; fails when it is another one than before, and should not, or the reverse. */
    void require(String now, boolean isChanged) {
        if (identity.isPresent() && identity.get().equals(now) == isChanged) {
            throw new IllegalStateException(tool + ": the image was " + identity.get() + ", is " + now);
        }
        identity = Optional.of(now);
    }

    /** Whatever there was may be made again. */
    void forget() {
        identity = Optional.empty();
    }
}
