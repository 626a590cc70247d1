package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A disk that takes no more. A limit on the size of files stands for it: a write fails in the same way, for every user. */
public final class FullDisk {

    /** In blocks, which some shells take for 512 bytes and others for 1024; the JVM itself writes 32 KiB. */
    private static final int LIMIT = 80;

    private FullDisk() {}

    /**
     * Runs a main class of the tests that writes larger files, in a process of its own, and lets it fail.
     *
     * @param said a file that gets what the process says of its end
     * @return what that is
     */
    public static String failure(Path said, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -f " + LIMIT + "; exec \"$@\" 2> \"$0\"", said.toString()));
        command.add(ChildJvm.program("java"));
        command.addAll(ChildJvm.options(main));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().put("LC_ALL", "C");
        try (ChildJvm child = ChildJvm.start(process)) {
            int status = child.awaitEnd();
            if (status != 1) {
                throw new AssertionError("it ended with " + status + ": " + Files.readString(said));
            }
        }
        return Files.readString(said);
    }
}
