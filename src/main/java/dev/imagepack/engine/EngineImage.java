package dev.imagepack.engine;

import java.util.List;
import java.util.Optional;

import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Platform;

/**
 * An image that an engine has.
 *
 * @param id the digest of its configuration; in containerd's store that of its manifest or index
 * @param names with tags, as the engine writes them
 * @param repoDigests {@code repository@digest}, the digest being that of what the registry calls by this name, often an index
 * @param platform empty where the engine does not say one that can be understood
 * @param container the variables of its containers and the triggers of ONBUILD
 * @param layers bottom to top
 * @param target the digest that the image's names mean in containerd's store, where the API tells (from 1.48)
 */
public record EngineImage(
        Digest id,
        List<String> names,
        List<String> repoDigests,
        Optional<Platform> platform,
        ContainerConfig container,
        List<DiffId> layers,
        Optional<Digest> target) {

    public EngineImage {
        names = List.copyOf(names);
        repoDigests = List.copyOf(repoDigests);
        layers = List.copyOf(layers);
    }
}
