package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Objects;

/**
 * How an instruction was written.
 *
 * @param location where it stands
 * @param keyword its first word, in the letters of the file ({@code from}, {@code FROM})
 * @param text the whole instruction on one line: continuations joined, comments gone, blanks around it cut. The bodies
 *     of here-documents are no part of it.
 * @param comments the comment lines directly above, without their {@code #}; the last one may describe the instruction
 */
public record Source(Location location, String keyword, String text, List<String> comments) {

    public Source {
        Objects.requireNonNull(location);
        Objects.requireNonNull(keyword);
        Objects.requireNonNull(text);
        comments = List.copyOf(comments);
    }

    /** The same in another place. */
    Source at(Location place) {
        return new Source(place, keyword, text, comments);
    }
}
