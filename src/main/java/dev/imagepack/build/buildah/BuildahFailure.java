package dev.imagepack.build.buildah;

import java.util.List;

/** The program ended with a failure: how, and the last lines that it said. */
final class BuildahFailure extends Exception {

    private static final long serialVersionUID = 1;

    private static final int MOST_LINES = 3;

    private final int status;
    private final transient List<String> tail;

    BuildahFailure(int status, List<String> tail) {
        super("buildah ended with status " + status);
        this.status = status;
        this.tail = tail;
    }

    /** Of the program, or of the command that it ran. */
    int status() {
        return status;
    }

    /** Oldest first. */
    List<String> tail() {
        return tail;
    }

    /** Why, in its own words: the last lines, as one. */
    String reason() {
        if (tail.isEmpty()) {
            return "exit status " + status;
        }
        List<String> last = tail.subList(Math.max(0, tail.size() - MOST_LINES), tail.size());
        return String.join("; ", last).replace("Error: ", "");
    }
}
