package dev.imagepack.pack;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.Digest;

/**
 * {@code images.lock}: what a package holds, by alias, and which layers must be had elsewhere. LazyCat's format, version 1.
 *
 * @param images sorted by alias
 */
public record ImagesLock(SortedMap<Alias, Image> images) {

    /** The file's name. */
    public static final String FILE = "images.lock";

    static final int VERSION = 1;

    /**
     * One image.
     *
     * @param imageId the digest of its configuration
     * @param upstream where its upstream layers are, {@code name[:tag]@sha256:…}; may be empty when there are none
     * @param layers bottom first
     */
    public record Image(Digest imageId, String upstream, List<Layer> layers) {

        public Image {
            layers = List.copyOf(layers);
        }

        /** As a built image says it. */
        public static Image of(BuiltImage image) {
            return new Image(
                    image.config().digest(),
                    image.upstream(),
                    image.layers().stream()
                            .map(layer -> new Layer(layer.descriptor().digest(), layer.source()))
                            .toList());
        }
    }

    /**
     * One layer.
     *
     * @param digest what the manifest names at this position
     * @param source whether its blob is in the package
     */
    public record Layer(Digest digest, LayerSource source) {}

    public ImagesLock {
        images = Collections.unmodifiableSortedMap(new TreeMap<>((Map<Alias, Image>) images));
    }

    /**
     * Reads a lock, strictly.
     *
     * @param place what messages call the file
     * @throws dev.imagepack.ImagepackException with the line of what is missing, unknown or malformed
     */
    public static ImagesLock parse(byte[] yaml, String place) {
        return LockReader.read(yaml, place);
    }

    /** The one form of this lock: UTF-8, two blanks a level, aliases sorted, a newline at the end. */
    public byte[] toYaml() {
        StringBuilder yaml = new StringBuilder("version: ").append(VERSION).append('\n');
        yaml.append(images.isEmpty() ? "images: {}\n" : "images:\n");
        images.forEach((alias, image) -> append(yaml, alias, image));
        return yaml.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder yaml, Alias alias, Image image) {
        yaml.append("  ").append(key(alias)).append(":\n");
        yaml.append("    image_id: ").append(image.imageId()).append('\n');
        yaml.append("    upstream: ")
                .append(image.upstream().isEmpty() ? "''" : image.upstream())
                .append('\n');
        yaml.append(image.layers().isEmpty() ? "    layers: []\n" : "    layers:\n");
        for (Layer layer : image.layers()) {
            yaml.append("      - digest: ").append(layer.digest()).append('\n');
            yaml.append("        source: ").append(layer.source().word()).append('\n');
        }
    }

    /** In quotes where a YAML reader would take the plain alias for a number, a truth value, a date or nothing. */
    private static String key(Alias alias) {
        String text = alias.value();
        boolean other = Character.isDigit(text.charAt(0)) || text.matches("(?i)true|false|yes|no|on|off|y|n|null");
        return other ? "'" + text + "'" : text;
    }
}
