package dev.imagepack.ship;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineImage;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageRef;

/**
 * The layers of an engine with a classic store, which finds a layer by the chain of diff IDs up to it, before it looks for
 * the layer's file. They are known from the images that have them.
 */
final class EngineLayers {

    /** Beyond these, looking costs more than it spares. */
    private static final int MOST_IMAGES = 300;

    private final Set<List<DiffId>> chains = new HashSet<>();

    private EngineLayers() {}

    /** What an engine whose store needs every layer has: nothing. */
    static EngineLayers none() {
        return new EngineLayers();
    }

    /** Looks at the images that most likely share layers first, and stops when nothing more can be found. */
    static EngineLayers of(Engine engine, List<LoadableImage> wanted) throws IOException {
        EngineLayers layers = new EngineLayers();
        for (String name : candidates(engine, wanted)) {
            if (wanted.stream().allMatch(layers::hasAll)) {
                break;
            }
            Optional<EngineImage> image = engine.inspect(name);
            image.ifPresent(found -> layers.add(found.layers()));
        }
        return layers;
    }

    private static List<String> candidates(Engine engine, List<LoadableImage> wanted) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (LoadableImage image : wanted) {
            image.names().forEach(name -> names.add(name.toString()));
            image.image().upstreams().stream().map(ImageRef::toString).forEach(names::add);
        }
        names.addAll(engine.images());
        return new ArrayList<>(names).subList(0, Math.min(names.size(), MOST_IMAGES));
    }

    private void add(List<DiffId> layers) {
        for (int count = 1; count <= layers.size(); count++) {
            chains.add(List.copyOf(layers.subList(0, count)));
        }
    }

    private boolean hasAll(LoadableImage image) {
        return has(image, image.layers().size() - 1);
    }

    /** Whether the engine has this layer of the image, counted from 0 at the bottom. */
    boolean has(LoadableImage image, int position) {
        return chains.contains(image.config().diffIds().subList(0, position + 1));
    }
}
