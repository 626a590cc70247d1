package dev.imagepack.build.context;

import java.util.List;

import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.PathPattern;

/**
 * An instruction that takes files from the context.
 *
 * @param instruction COPY or ADD without {@code --from}, or RUN with a mount that binds the context
 * @param ofBase whether it is a trigger of the base, and so stands in no file of the user's
 * @param sources what it takes; variables replaced
 * @param everything whether it is not known what it takes, so that it may be anything
 */
public record ContextUse(Instruction instruction, boolean ofBase, List<SourcePattern> sources, boolean everything) {

    public ContextUse {
        sources = List.copyOf(sources);
    }

    /** Whether it sees what stands in the context's own directory, under whatever name. */
    public boolean seesRoot() {
        return everything || sources.stream().anyMatch(this::isRoot);
    }

    private boolean isRoot(SourcePattern source) {
        List<PathPattern.Component> components =
                PathPattern.parse(source.text(), instruction.location()).components();
        return components.isEmpty() || !components.get(0).isLiteral();
    }
}
