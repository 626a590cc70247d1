package dev.imagepack.image;

/** Where an image's content comes from. */
public sealed interface Recipe permits DockerfileRecipe, LayersRecipe {

    /** A few words for the log, for instance {@code src/main/docker/Dockerfile}. */
    String describe();
}
