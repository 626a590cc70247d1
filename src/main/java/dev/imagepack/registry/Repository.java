package dev.imagepack.registry;

import dev.imagepack.oci.ImageRef;

/**
 * A repository at a registry.
 *
 * @param domain the registry as references name it, {@code docker.io} included; with its port where one is said
 * @param path the repository's name there; empty for the registry as a whole
 */
public record Repository(String domain, String path) {

    /** The one that holds the image. */
    public static Repository of(ImageRef reference) {
        return new Repository(reference.domain(), reference.path());
    }

    /** By hand, because the JVM takes long to make those that a record has, and every push needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Repository repository
                && domain.equals(repository.domain)
                && path.equals(repository.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** {@code registry.example/team/app}; the registry alone where the path is empty. */
    @Override
    public String toString() {
        return path.isEmpty() ? domain : domain + "/" + path;
    }
}
