package dev.imagepack.build.buildah;

import java.nio.file.Path;

/** A build in a process of its own whose command waits, until somebody ends it. */
public final class WaitingBuild {

    /** What the command waits with, to be found among all processes. */
    static final String COMMAND = "sleep 98764";

    private WaitingBuild() {}

    /** @param arguments the directory of a workshop, the program */
    public static void main(String[] arguments) throws Exception {
        try (Workshop workshop = new Workshop(Path.of(arguments[0]))) {
            workshop.program = arguments[1];
            workshop.listener = System.out::println;
            workshop.build(
                    "FROM busybox",
                    "RUN [\"/bin/busybox\", \"sh\", \"-c\", \"/bin/busybox setsid /bin/busybox " + COMMAND
                            + " & echo waiting; /bin/busybox " + COMMAND + "\"]");
        }
    }
}
