package dev.imagepack.image;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.oci.Healthcheck;

/**
 * An image without a Dockerfile: a base, declared layers above it, and how a container runs.
 *
 * @param from the base
 * @param layers bottom first; a layer may be empty
 * @param container what is set above the base's configuration
 */
public record LayersRecipe(BaseImage from, List<DeclaredLayer> layers, Container container) implements Recipe {

    public LayersRecipe {
        layers = List.copyOf(layers);
    }

    @Override
    public String describe() {
        return layers.size() == 1 ? "1 declared layer" : layers.size() + " declared layers";
    }

    /**
     * How a container runs; what is absent or empty is inherited from the base.
     *
     * @param entrypoint an empty list clears the base's; setting one clears an inherited command
     * @param cmd an empty list clears the base's
     * @param env sorted by name
     * @param ports {@code 8080}, {@code 53/udp} or a range
     */
    public record Container(
            Optional<List<String>> entrypoint,
            Optional<List<String>> cmd,
            SortedMap<String, String> env,
            List<String> ports,
            List<String> volumes,
            Optional<String> user,
            Optional<String> workdir,
            Optional<String> stopSignal,
            Optional<Healthcheck> healthcheck) {

        public Container {
            entrypoint = entrypoint.map(List::copyOf);
            cmd = cmd.map(List::copyOf);
            env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
            ports = List.copyOf(ports);
            volumes = List.copyOf(volumes);
        }
    }
}
