package dev.imagepack.maven;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

/** Which repositories a build reads from and writes to, as its configuration says. */
final class RegistryUses {

    private final Set<Use> uses = new LinkedHashSet<>();

    private RegistryUses() {}

    /** One repository, or a registry as a whole where the path is empty. */
    record Use(Repository repository, Access access) {}

    /** In the order of the images, then the registries that are configured and not in use. */
    static List<Use> of(ImagesReader.Images images, RegistriesConfiguration registries) {
        RegistryUses found = new RegistryUses();
        for (ImageSpec spec : images.specs()) {
            bases(spec, images).forEach(base -> found.add(base, Access.PULL));
            spec.references().stream().filter(RegistryUses::isPushed).forEach(name -> found.add(name, Access.PUSH));
        }
        registries.settings().forEach((host, settings) -> {
            found.addWhole(host);
            settings.mirrors().forEach(mirror -> found.addWhole(mirror.replaceFirst("/.*", "")));
        });
        return List.copyOf(found.uses);
    }

    /** A Dockerfile that cannot be read says so when it is built. */
    private static Set<ImageRef> bases(ImageSpec spec, ImagesReader.Images images) {
        try {
            return EmbeddedBuilder.published(spec, images.aliases().all());
        } catch (IOException | ImagepackException e) {
            return Set.of();
        }
    }

    /** Names without a registry are for this machine; nobody but Docker writes into its library. */
    private static boolean isPushed(ImageRef reference) {
        return !reference.name().startsWith("docker.io/library/");
    }

    private void add(ImageRef reference, Access access) {
        uses.add(new Use(Repository.of(reference), access));
    }

    private void addWhole(String host) {
        if (uses.stream().noneMatch(use -> use.repository().domain().equals(host))) {
            uses.add(new Use(new Repository(host, ""), Access.PULL));
        }
    }
}
