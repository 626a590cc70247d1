package dev.imagepack.build.context;

import java.util.List;

import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.PathPattern;

/**
 * An instruction that takes files from the context.
 *
 * @param instruction COPY or ADD without {@code --from}, or RUN with a mount that binds the context
 * @param ofBase whether ONBUILD left it to the stage, so that it stands in no line of that
 * @param sources what it takes; variables replaced
 */
public record ContextUse(Instruction instruction, boolean ofBase, List<SourcePattern> sources) {

    public ContextUse {
        sources = List.copyOf(sources);
    }

    /** Whether it would take what has this name in the context's own directory. */
    public boolean takes(String name) {
        return sources.stream().anyMatch(source -> takes(source, name));
    }

    private boolean takes(SourcePattern source, String name) {
        List<PathPattern.Component> components =
                PathPattern.parse(source.text(), instruction.location()).components();
        return components.isEmpty() || components.get(0).matches(name);
    }
}
