package dev.imagepack.maven;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.imagepack.ImagepackException;
import dev.imagepack.maven.ConfigNode.Entry;
import dev.imagepack.maven.ConfigNode.Mapping;

/** The YAML file of a module's images: a mapping whose only key is {@code images}. */
final class ImagesFile {

    /** Where it is unless something else is said. */
    static final String DEFAULT_NAME = "images.yml";

    /** In bytes; hundreds of images fit. */
    private static final int LONGEST = 1 << 20;

    /** Some editors begin a file with it. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String NONE = "Write images: and below it one key for each image, or images: {} for none.";

    private static final String PER_IMAGE = "It is a setting of each image now: images.<alias>.upstream-match;"
            + " -Dimagepack.upstreamMatch sets it for all.";

    /** Settings of the format that this one took over, which it no longer had. */
    private static final Map<String, String> REMOVED = Map.of(
            "embed_images", "Leave it out: every image under images is packed, and upstream-match says what stays out.",
            "embed_all_images", "Leave it out: an image without upstream-match is embedded as a whole.",
            "upstream_registry", PER_IMAGE,
            "upstream_match", PER_IMAGE,
            "upstream-match", PER_IMAGE);

    private ImagesFile() {}

    /**
     * What stands under {@code images}; empty when there is something else wrong with the file, which is a fault then.
     *
     * @param name what messages call the file
     * @throws ImagepackException when it cannot be read as YAML
     */
    static Optional<ConfigNode> read(Path file, String name, UnaryOperator<String> expressions, Reading reading)
            throws IOException {
        Optional<ConfigNode> root = YamlTree.read(name, text(file, name), expressions);
        if (!(root.orElse(null) instanceof Mapping mapping)) {
            reading.faults().add(name + ": holds no mapping with the key images", NONE);
            return Optional.empty();
        }
        Optional<ConfigNode> images = Optional.empty();
        for (Entry entry : mapping.entries()) {
            if (entry.name().equals("images")) {
                images = Optional.of(entry.node());
            } else {
                refuse(entry, reading);
            }
        }
        return checked(images, name, reading);
    }

    private static Optional<ConfigNode> checked(Optional<ConfigNode> images, String name, Reading reading) {
        if (images.isEmpty()) {
            reading.faults().add(name + ": the key images is missing", NONE);
        } else if (!(images.get() instanceof Mapping)) {
            reading.fault("images", images.get().place(), "is " + images.get().describe() + ", not a mapping", NONE);
            return Optional.empty();
        }
        return images;
    }

    private static void refuse(Entry entry, Reading reading) {
        String removed = REMOVED.get(entry.name());
        if (removed != null) {
            reading.fault(entry.name(), entry.node().place(), "is no longer a setting of the file", removed);
        } else {
            String advice = UnknownKey.advice(entry.name(), Set.of("images"), Map.of(), Spelling.HYPHENS);
            reading.fault(entry.name(), entry.node().place(), "unknown key", advice);
        }
    }

    private static String text(Path file, String name) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        if (bytes.length > LONGEST) {
            throw new ImagepackException(name + ": is longer than " + LONGEST + " bytes", "Name another file.");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ImagepackException(name + ": is not encoded in UTF-8", "Save it as UTF-8.", e);
        }
    }
}
