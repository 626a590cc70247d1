package dev.imagepack.pack;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Platform;

/**
 * {@code images.lock}: what a package holds, by alias, and which layers must be had elsewhere. LazyCat's format, version 1.
 *
 * @param images sorted by alias
 */
public record ImagesLock(SortedMap<Alias, Entry> images) {

    /** The file's name. */
    public static final String FILE = "images.lock";

    static final int VERSION = 1;

    /** What an alias stands for: one image, or several for as many platforms. */
    public sealed interface Entry {

        /** All images of the alias. */
        List<Image> images();

        /** The image for a platform. The only one there is answers for every platform, because its own is not written here. */
        Optional<Image> image(Platform platform);
    }

    /**
     * The images of an alias that is built for several platforms; an addition to LazyCat's format.
     *
     * @param byPlatform two or more, sorted by platform
     */
    public record Platforms(SortedMap<Platform, Image> byPlatform) implements Entry {

        /** IllegalArgumentException when there are fewer than two: one image has the plain form. */
        public Platforms {
            if (byPlatform.size() < 2) {
                throw new IllegalArgumentException("platforms are two or more, one image is written without them");
            }
            byPlatform = Collections.unmodifiableSortedMap(new TreeMap<>((Map<Platform, Image>) byPlatform));
        }

        @Override
        public List<Image> images() {
            return List.copyOf(byPlatform.values());
        }

        @Override
        public Optional<Image> image(Platform platform) {
            return Optional.ofNullable(byPlatform.get(platform));
        }
    }

    /**
     * One image.
     *
     * @param imageId the digest of its configuration
     * @param upstream where its upstream layers are, {@code name[:tag]@sha256:…}; may be empty when there are none
     * @param layers bottom first
     */
    public record Image(Digest imageId, String upstream, List<Layer> layers) implements Entry {

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

        @Override
        public List<Image> images() {
            return List.of(this);
        }

        @Override
        public Optional<Image> image(Platform platform) {
            return Optional.of(this);
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
        images = Collections.unmodifiableSortedMap(new TreeMap<>((Map<Alias, Entry>) images));
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

    /** The one form of this lock: UTF-8, two blanks a level, aliases and platforms sorted, a newline at the end. */
    public byte[] toYaml() {
        StringBuilder yaml = new StringBuilder("version: ").append(VERSION).append('\n');
        yaml.append(images.isEmpty() ? "images: {}\n" : "images:\n");
        images.forEach((alias, entry) -> append(yaml, alias, entry));
        return yaml.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder yaml, Alias alias, Entry entry) {
        yaml.append("  ").append(key(alias)).append(":\n");
        if (entry instanceof Platforms platforms) {
            yaml.append("    platforms:\n");
            platforms.byPlatform().forEach((platform, image) -> {
                yaml.append("      ").append(platform).append(":\n");
                yaml.append(text(image).indent(8));
            });
        } else {
            yaml.append(text((Image) entry).indent(4));
        }
    }

    private static String text(Image image) {
        StringBuilder yaml = new StringBuilder();
        yaml.append("image_id: ").append(image.imageId()).append('\n');
        yaml.append("upstream: ")
                .append(image.upstream().isEmpty() ? "''" : image.upstream())
                .append('\n');
        yaml.append(image.layers().isEmpty() ? "layers: []\n" : "layers:\n");
        for (Layer layer : image.layers()) {
            yaml.append("  - digest: ").append(layer.digest()).append('\n');
            yaml.append("    source: ").append(layer.source().word()).append('\n');
        }
        return yaml.toString();
    }

    /** In quotes where a YAML reader would take the plain alias for a number, a truth value, a date or nothing. */
    private static String key(Alias alias) {
        String text = alias.value();
        boolean other = Character.isDigit(text.charAt(0)) || text.matches("(?i)true|false|yes|no|on|off|y|n|null");
        return other ? "'" + text + "'" : text;
    }
}
