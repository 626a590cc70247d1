package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.oci.BlobStore;

/**
 * The use case of {@code pack-images}: one layout for all images, with its lock, report and archive.
 *
 * <p>Everything is made and checked under temporary names beside where it goes, before anything of an earlier run is touched.
 * Then the earlier lock goes first and the new one comes last: a reader that finds {@code images.lock} finds all that it
 * speaks of, and one that comes in between, or after a crash there, finds no lock and so no package. The archive has its own
 * lock inside and is the previous or the new one at any moment.
 */
public final class PackImages {

    /**
     * What one run needs.
     *
     * @param images in any order
     * @param blobs the store that has their blobs
     * @param merge other layouts (directories or tars) whose images come into this one; a lock beside or inside them is honoured
     * @param manifests text files whose {@code embed:<alias>} references are rewritten, by pairs of source and target
     * @param output the directory that gets {@code images/}, {@code images.lock}, {@code pack-result.json} and the rewritten manifests
     * @param archive where the archive goes; empty for none
     * @param known aliases that references may name although nothing of theirs is packed here; usually empty
     * @param check whether the finished layout is checked again even if nothing changed, and every layer of it read, also
     *     those that the store knows
     */
    public record Request(
            List<BuildOutcome> images,
            BlobStore blobs,
            List<Path> merge,
            List<Rewrite> manifests,
            Path output,
            Optional<Path> archive,
            List<Alias> known,
            boolean check) {

        public Request {
            images = List.copyOf(images);
            merge = List.copyOf(merge);
            manifests = List.copyOf(manifests);
            known = List.copyOf(known);
        }
    }

    /** A text file, and where it goes with its references rewritten. */
    public record Rewrite(Path source, Path target) {}

    /**
     * What came of it.
     *
     * @param upToDate whether everything was there already and nothing was written
     */
    public record Result(PackReport report, boolean upToDate) {}

    private PackImages() {}

    /**
     * Takes away the package that an earlier run left, when there is nothing to pack any more: a stale one would be taken for
     * this build's.
     */
    public static void remove(Path output) throws IOException {
        PackRun.remove(output);
    }

    /** Takes away the archive that an earlier run left, when none is wanted any more; one that was not made here stays. */
    public static void removeArchive(Path output, Path archive) throws IOException {
        PackRun.removeArchive(output, archive);
    }

    /**
     * Packs; afterwards the output is complete and checked. A failure leaves the previous output, or none.
     *
     * @throws dev.imagepack.ImagepackException when images contradict each other, a merged layout is broken, or a reference names no image
     */
    public static Result pack(Request request, PackLog log) throws IOException {
        try (PackContents contents = PackContents.collect(request.images(), request.blobs(), request.merge())) {
            return new PackRun(request, contents, log).run();
        }
    }
}
