package dev.imagepack.oci;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The layouts that tests start from. */
final class TestLayouts {

    /** Names of layouts that are sound, each with one entry {@code latest}. */
    static final List<String> BASES =
            List.of("tiny", "full", "onbuild", "links", "whiteouts", "multi", "docker2", "nohistory", "xattrs");

    private TestLayouts() {}

    /** Where a base lies; tests must not change it. */
    static Path base(String name) {
        URL marker = TestLayouts.class.getResource("/vectors/bases/" + name + "/oci-layout");
        try {
            return Path.of(Objects.requireNonNull(marker, name).toURI()).getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A copy to change. */
    static Path copy(String name, Path target) throws IOException {
        Path from = base(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(from.relativize(file).toString()));
            }
        }
        return target;
    }

    /** The first manifest of a layout, through indexes inside it. */
    static Descriptor firstManifest(OciLayout layout) throws IOException {
        Descriptor entry = layout.index().manifests().get(0);
        while (MediaType.isIndex(entry.mediaType())) {
            byte[] nested = layout.blobs().read(entry, Documents.LARGEST);
            entry = ImageIndex.parse(nested).manifests().get(0);
        }
        return entry;
    }
}
