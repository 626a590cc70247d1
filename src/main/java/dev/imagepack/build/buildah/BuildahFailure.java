package dev.imagepack.build.buildah;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program ended with a failure: how, and the last lines that it said. */
final class BuildahFailure extends Exception {

    private static final long serialVersionUID = 1;

    private static final int MOST_LINES = 3;

    /** An error in the log that it writes besides. */
    private static final Pattern LOGGED = Pattern.compile("time=\\S+ level=(?:error|fatal) msg=\"?(.*?)\"?");

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

    /** Why, in its own words: what it calls an error, else the last lines; as one. */
    String reason() {
        List<String> errors =
                tail.stream().flatMap(line -> error(line).stream()).toList();
        List<String> telling = errors.isEmpty() ? tail : errors;
        return telling.isEmpty()
                ? "exit status " + status
                : String.join("; ", telling.subList(Math.max(0, telling.size() - MOST_LINES), telling.size()));
    }

    private static Optional<String> error(String line) {
        Matcher logged = LOGGED.matcher(line);
        if (logged.matches()) {
            return Optional.of(logged.group(1).replace("\\\"", "\""));
        }
        return Optional.of(line)
                .filter(said -> said.regionMatches(true, 0, "error", 0, 5))
                .map(said -> said.replace("Error: ", ""));
    }
}
