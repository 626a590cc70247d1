package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A FROM line and the instructions up to the next one.
 *
 * @param source where and how the FROM line was written
 * @param index the stage's number, from 0, as {@code COPY --from=0} names it
 * @param base the raw word for the base: an image or an earlier stage, variables included
 * @param name the name after AS in lower case
 * @param platform the raw value of {@code --platform}, if not empty
 */
public record Stage(
        Source source,
        int index,
        String base,
        Optional<String> name,
        Optional<String> platform,
        List<Instruction> instructions) {

    public Stage {
        Objects.requireNonNull(source);
        Objects.requireNonNull(base);
        Objects.requireNonNull(name);
        Objects.requireNonNull(platform);
        instructions = List.copyOf(instructions);
    }

    /** Where the FROM line stands. */
    public Location location() {
        return source.location();
    }

    /** The line of FROM, from 1. */
    public int line() {
        return location().startLine();
    }
}
