package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.KnownLayers;
import dev.imagepack.oci.LayoutCheck;

/** Whether a layout that was packed is sound, and what is done about it when it is not. */
final class PackCheck {

    private static final int MOST_FAULTS = 10;

    private final PackImages.Request request;
    private final PackContents contents;
    private final PackLog log;

    PackCheck(PackImages.Request request, PackContents contents, PackLog log) {
        this.request = request;
        this.contents = contents;
        this.log = log;
    }

    /** Whether a layout of an earlier run is sound: it was when it was written, and somebody may want to know again. */
    boolean stillSound(Path layout) throws IOException {
        List<LayoutCheck.Fault> faults = request.check() ? ours(faults(layout)) : List.of();
        faults.stream().limit(1).forEach(fault -> log.warning(layout + " was damaged and is packed again: " + fault));
        return faults.isEmpty();
    }

    /** ImagepackException when the new layout is not sound; what is damaged is then no longer in the cache. */
    void require(Path directory) throws IOException {
        List<LayoutCheck.Fault> found = faults(directory);
        found.stream().filter(PackCheck::isInsideLayer).forEach(fault -> log.warning(fault.toString()));
        List<LayoutCheck.Fault> faults = ours(found);
        if (!faults.isEmpty()) {
            String first = faults.stream()
                    .limit(MOST_FAULTS)
                    .map(LayoutCheck.Fault::toString)
                    .collect(Collectors.joining("\n"));
            throw new ImagepackException(
                    "the layout would not be sound:\n" + first,
                    dropDamaged() > 0
                            ? "Build again: what is damaged is no longer in the cache and will be made anew."
                            : "Run mvn imagepack:clean-cache and build again; if layouts are merged in, make those again.");
        }
    }

    /** The cache takes a blob's name for its content; so that the next build does not find it, what is damaged must go. */
    private int dropDamaged() throws IOException {
        int dropped = 0;
        for (PackedEntry entry : contents.entries()) {
            for (PackedImage image : entry.images()) {
                for (Descriptor blob : image.blobs()) {
                    dropped += request.blobs().deleteIfDamaged(blob) ? 1 : 0;
                }
            }
        }
        return dropped;
    }

    private static List<LayoutCheck.Fault> ours(List<LayoutCheck.Fault> faults) {
        return faults.stream().filter(fault -> !isInsideLayer(fault)).toList();
    }

    /** A layer of a base or a merged layout is what its image ID says it is; engines take many a strange tar. */
    private static boolean isInsideLayer(LayoutCheck.Fault fault) {
        return fault.code().startsWith("tar-");
    }

    private List<LayoutCheck.Fault> faults(Path directory) throws IOException {
        KnownLayers known = request.check() ? KnownLayers.NONE : request.blobs().known();
        return LayoutCheck.check(directory, contents.upstreamLayers(), known).stream()
                // Every alias is a fine name here, also those that the specification's grammar advises against.
                .filter(fault -> !fault.code().equals("ref-name"))
                .toList();
    }
}
