package dev.imagepack.image;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/** The JSON form of {@link BuiltImage}. */
final class BuiltImageJson {

    private BuiltImageJson() {}

    static ObjectNode write(BuiltImage image) {
        ObjectNode json = Json.object().put("alias", image.alias().value());
        json.putObject("config")
                .put("digest", image.config().digest().toString())
                .put("size", image.config().size());
        ArrayNode layers = json.putArray("layers");
        image.layers().forEach(layer -> layers.add(write(layer)));
        json.put("platform", image.platform().toString());
        json.set(
                "references",
                Json.texts(image.references().stream().map(ImageRef::toString).toList()));
        if (!image.annotations().isEmpty()) {
            image.annotations().forEach(json.putObject("annotations")::put);
        }
        return json.put("upstream", image.upstream());
    }

    private static ObjectNode write(Layer layer) {
        return Json.object()
                .put("diffId", layer.diffId().toString())
                .put("digest", layer.descriptor().digest().toString())
                .put("mediaType", layer.descriptor().mediaType())
                .put("size", layer.descriptor().size())
                .put("source", layer.source().word());
    }

    static BuiltImage read(JsonObject json) {
        json.only(Set.of("alias", "annotations", "config", "layers", "platform", "references", "upstream"));
        return new BuiltImage(
                json.parsed("alias", Alias::new),
                json.texts("references", ImageRef::parse),
                json.parsed("platform", Platform::parse),
                descriptor(MediaType.CONFIG, json.object("config").only(Set.of("digest", "size"))),
                json.objects("layers", BuiltImageJson::layer),
                json.text("upstream"),
                json.hasValue("annotations") ? json.object("annotations").texts() : new TreeMap<>());
    }

    private static Layer layer(JsonObject json) {
        json.only(Set.of("diffId", "digest", "mediaType", "size", "source"));
        return new Layer(
                json.parsed("diffId", DiffId::parse),
                descriptor(json.text("mediaType"), json),
                json.parsed("source", BuiltImageJson::source));
    }

    private static Descriptor descriptor(String mediaType, JsonObject json) {
        return new Descriptor(mediaType, json.parsed("digest", Digest::parse), json.number("size"));
    }

    private static LayerSource source(String word) {
        return Arrays.stream(LayerSource.values())
                .filter(source -> source.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is neither "
                        + Arrays.stream(LayerSource.values())
                                .map(LayerSource::word)
                                .collect(Collectors.joining(" nor "))));
    }
}
