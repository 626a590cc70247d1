package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What is mounted where on this machine, as far as it tells. */
final class Mounts {

    private static final Path TABLE = Path.of("/proc/self/mounts");

    private Mounts() {}

    /** Whether something is mounted below a directory. */
    static boolean below(Path directory) throws IOException {
        if (!Files.isReadable(TABLE)) {
            return false;
        }
        String encoded = directory
                .toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011");
        try (Stream<String> mounts = Files.lines(TABLE)) {
            return mounts.map(line -> line.split(" "))
                    .anyMatch(mount -> mount.length > 1 && mount[1].startsWith(encoded + "/"));
        }
    }
}
