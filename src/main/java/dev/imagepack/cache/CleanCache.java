package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The use case of {@code clean-cache}: drops records, then everything that no record needs any more: blobs, records of
 * layers, derived documents, and what interrupted writes left behind. Only files that bear a name of ours are removed,
 * links are not followed, and directories go only when they are empty.
 */
public final class CleanCache {

    /** What to drop. */
    public sealed interface Scope {
        /** The records of one project: {@code groupId:artifactId}. */
        record Project(String project) implements Scope {}

        /** Records that were not used for this long. */
        record OlderThan(Duration age) implements Scope {

            public OlderThan {
                if (age.isNegative()) {
                    throw new IllegalArgumentException("the age " + age + " is negative");
                }
            }
        }

        /** The least recently used records, until the blobs take no more than this many bytes. */
        record LargerThan(long bytes) implements Scope {

            public LargerThan {
                if (bytes < 0) {
                    throw new IllegalArgumentException("the size " + bytes + " is negative");
                }
            }
        }

        /** Everything. */
        record Everything() implements Scope {}
    }

    /**
     * What was dropped (or would be) and what stayed.
     *
     * @param droppedRecords one line for each, for instance {@code shop:web app linux/amd64}, sorted
     * @param droppedBlobs how many blobs no record needs any more
     * @param freedBytes of all files that were dropped; a blob that a layout shares by hard link takes its room until the
     *     layout goes too
     * @param keptRecords how many records of images stay
     * @param keptBlobs how many blobs stay
     * @param keptBytes of the blobs that stay
     */
    public record Report(
            List<String> droppedRecords,
            int droppedBlobs,
            long freedBytes,
            int keptRecords,
            int keptBlobs,
            long keptBytes) {

        public Report {
            droppedRecords = List.copyOf(droppedRecords);
        }
    }

    private CleanCache() {}

    /**
     * Cleans the cache below {@code root}; a cache that is not there is clean. Waits until no build uses it, which may be
     * for ever when the calling thread has it open itself; an interrupt ends the waiting.
     *
     * @param dryRun only say what would be done
     * @throws IOException when a file cannot be removed; all others that should be are removed even so
     */
    public static Report clean(Path root, Scope scope, boolean dryRun) throws IOException {
        return clean(root, scope, dryRun, InstantSource.system());
    }

    /** As the other, with a clock to measure ages by. */
    static Report clean(Path root, Scope scope, boolean dryRun, InstantSource clock) throws IOException {
        CacheFiles files = new CacheFiles(root);
        if (!Files.isDirectory(files.directory(), LinkOption.NOFOLLOW_LINKS)) {
            return new Report(List.of(), 0, 0, 0, 0, 0);
        }
        Report report;
        try (Hold alone = Hold.take(files.holds(), Hold.Kind.EXCLUSIVE)) {
            Sweep sweep = Sweep.plan(Inventory.of(files), scope, clock.instant());
            report = sweep.report();
            if (!dryRun) {
                sweep.carryOut();
                EmptyDirectories.removeIn(files);
            }
        }
        if (!dryRun && scope instanceof Scope.Everything) {
            EmptyDirectories.remove(List.of(files.holds(), files.directory(), files.root()));
        }
        return report;
    }
}
