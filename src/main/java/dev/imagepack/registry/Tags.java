package dev.imagepack.registry;

import java.io.IOException;
import java.util.Optional;

import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;

/** What tags mean at their registries right now. */
@FunctionalInterface
public interface Tags {

    /**
     * The digest that the tag of a reference has; empty where there is no such tag.
     *
     * @param reference with a tag and without a digest
     */
    Optional<Digest> meaning(ImageRef reference) throws IOException;

    /** Told what a tag turned out to mean to somebody who read what it names. */
    default void found(ImageRef reference, Digest digest) {}

    /** Asks registries each time. */
    static Tags at(RegistryTransport transport) {
        return reference -> new RepositoryReader(transport, Repository.of(reference))
                .digestOf(reference.tag().orElseThrow());
    }
}
