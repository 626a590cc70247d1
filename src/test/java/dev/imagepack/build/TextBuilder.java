package dev.imagepack.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.StoredLayer;

/**
 * A small but real builder. It knows inline recipes of these lines: {@code FROM <alias>} takes over a sibling's layers,
 * {@code FILE <name>} makes a layer of a file of the module, {@code FAIL <message>} fails when it is run, {@code BASE <reference>}
 * is a published base, {@code ANEW} has it built whatever the cache has, {@code WAIT} gives way to others; everything else is text that makes a layer.
 */
final class TextBuilder implements Builder {

    /** Something to do when an image is run, by its alias; for tests that watch or hold up a build. */
    final ConcurrentMap<String, Action> whenRun = new ConcurrentHashMap<>();

    private final String name;

    interface Action {
        void run() throws IOException;
    }

    TextBuilder(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) {
        Set<Alias> named = new TreeSet<>();
        for (String line : lines(spec)) {
            if (line.startsWith("FROM ")) {
                named.add(new Alias(line.substring(5)));
            }
        }
        named.retainAll(available);
        return named;
    }

    private static List<String> lines(ImageSpec spec) {
        DockerfileRecipe recipe = (DockerfileRecipe) spec.recipe();
        return ((DockerfileRecipe.Inline) recipe.source()).text().lines().toList();
    }

    @Override
    public PreparedBuild prepare(BuildRequest request) throws IOException {
        SortedMap<String, String> inputs = new TreeMap<>();
        List<Content> layers = new ArrayList<>();
        for (String line : lines(request.spec())) {
            if (line.startsWith("BAD")) {
                throw new ImagepackException("images." + request.spec().alias() + ": " + line, "Write something else.");
            }
            if (line.startsWith("FILE ")) {
                String file = line.substring(5);
                inputs.put(
                        file,
                        request.cache()
                                .files()
                                .of(request.module().resolve(file))
                                .toString());
                layers.add(Content.of(
                        java.nio.file.Files.readAllBytes(request.module().resolve(file))));
            } else if (!line.startsWith("FROM ")) {
                layers.add(Content.of(line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        inputs.put(
                "recipe",
                Digest.of(String.join("\n", lines(request.spec())).getBytes(StandardCharsets.UTF_8))
                        .toString());
        return new Prepared(request, CacheInputs.of(inputs), layers);
    }

    private final class Prepared implements PreparedBuild {

        private final BuildRequest request;
        private final CacheInputs inputs;
        private final List<Content> contents;

        Prepared(BuildRequest request, CacheInputs inputs, List<Content> contents) {
            this.request = request;
            this.inputs = inputs;
            this.contents = contents;
        }

        @Override
        public CacheInputs inputs() {
            return inputs;
        }

        @Override
        public Optional<String> alwaysBuilt() {
            return lines(request.spec()).contains("ANEW") ? Optional.of("the recipe wants it") : Optional.empty();
        }

        @Override
        public Optional<ImageRef> base() {
            return lines(request.spec()).stream()
                    .filter(line -> line.startsWith("BASE "))
                    .map(line -> ImageRef.parse(line.substring(5)))
                    .findFirst();
        }

        @Override
        public BuildBase builtOn() {
            return new BuildBase("", base(), "", List.of());
        }

        @Override
        public BuiltImage run() throws IOException {
            ImageSpec spec = request.spec();
            if (lines(spec).contains("WAIT")) {
                request.giveWay().run();
            }
            whenRun.getOrDefault(spec.alias().value(), () -> {}).run();
            List<Layer> layers = new ArrayList<>();
            for (String line : lines(spec)) {
                if (line.startsWith("FAIL ")) {
                    throw new ImagepackException("images." + spec.alias() + ": " + line.substring(5), "Try again.");
                }
            }
            for (Alias named : siblings(spec, request.siblings().keySet())) {
                request.siblings().get(named).stream()
                        .filter(image -> image.platform().equals(spec.platform()))
                        .forEach(image -> layers.addAll(image.layers()));
            }
            for (Content content : contents) {
                layers.add(layer(content));
            }
            byte[] config = Json.bytes(Json.object()
                    .put("created", request.created().toString())
                    .set(
                            "diff_ids",
                            Json.texts(layers.stream()
                                    .map(layer -> layer.diffId().toString())
                                    .toList())));
            Digest id = request.cache().blobs().put(config);
            Descriptor descriptor = new Descriptor(MediaType.CONFIG, id, config.length);
            return new BuiltImage(spec.alias(), spec.references(), spec.platform(), descriptor, layers, "");
        }

        private Layer layer(Content content) throws IOException {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            content.writeTo(bytes);
            Content tar = out -> {
                try (TarWriter writer = new TarWriter(out)) {
                    writer.write(TarEntry.file("file", 0644, bytes.size()), content);
                }
            };
            StoredLayer stored =
                    request.cache().blobs().putLayer(tar, request.spec().compression(), request.workers());
            request.log().advanced(request.spec().alias(), stored.descriptor().size());
            return new Layer(stored.diffId(), stored.descriptor(), LayerSource.EMBED);
        }
    }
}
