package dev.imagepack.build.context;

import dev.imagepack.build.NoEngineException;

/**
 * What Buildah, by itself and inside Podman, takes for something else than BuildKit does, without a word: the patterns of
 * {@code --exclude}, which it counts from the root of the context, BuildKit from each source.
 */
public final class BuildahPatterns {

    private BuildahPatterns() {}

    /** @throws NoEngineException where other files would be copied than are meant */
    public static void check(Commands commands) {
        commands.excludingBelowRoot().ifPresent(found -> {
            throw new NoEngineException(
                    found.location()
                            + ": Buildah counts the patterns of --exclude from the context's root, and not from"
                            + " what is copied, so it would copy other files",
                    "Build with a Docker Engine from 28.5 on, list the files in an ignore file, or copy . with patterns from"
                            + " the root.",
                    null);
        });
    }
}
