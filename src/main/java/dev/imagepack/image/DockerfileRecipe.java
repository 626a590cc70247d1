package dev.imagepack.image;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Dockerfile and what it may look at.
 *
 * @param source the Dockerfile
 * @param context the directory that COPY and ADD see; absolute
 * @param target the stage to build, the last one if empty
 * @param buildArgs values for ARG; an empty value is a value
 * @param contexts further sources by the name that FROM and {@code --from} use
 * @param checks what the build checks lead to
 * @param run what its commands want of whoever runs them
 */
public record DockerfileRecipe(
        Source source,
        Path context,
        Optional<String> target,
        SortedMap<String, String> buildArgs,
        SortedMap<String, BaseImage> contexts,
        Checks checks,
        RunOptions run)
        implements Recipe {

    public DockerfileRecipe {
        AbsolutePath.require("a context", context);
        buildArgs = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) buildArgs));
        contexts = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, BaseImage>) contexts));
    }

    /** A recipe whose commands want nothing special. */
    public DockerfileRecipe(
            Source source,
            Path context,
            Optional<String> target,
            SortedMap<String, String> buildArgs,
            SortedMap<String, BaseImage> contexts,
            Checks checks) {
        this(source, context, target, buildArgs, contexts, checks, RunOptions.NONE);
    }

    /** A recipe whose checks warn, too. */
    public DockerfileRecipe(
            Source source,
            Path context,
            Optional<String> target,
            SortedMap<String, String> buildArgs,
            SortedMap<String, BaseImage> contexts) {
        this(source, context, target, buildArgs, contexts, Checks.WARN);
    }

    /** Where the Dockerfile's text is. */
    public sealed interface Source {
        /** What messages call it. */
        String name();
    }

    /**
     * A file.
     *
     * @param path absolute
     * @param name relative to the module, for messages
     */
    public record InFile(Path path, String name) implements Source {
        public InFile {
            AbsolutePath.require(name, path);
        }
    }

    /**
     * Text in the configuration.
     *
     * @param text the Dockerfile
     * @param name the element it stands in, for messages
     */
    public record Inline(String text, String name) implements Source {}

    @Override
    public String describe() {
        return source.name();
    }
}
