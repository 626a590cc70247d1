package dev.imagepack.testing;

import java.util.List;
import java.util.regex.Pattern;

/** What {@code load} of an engine reports. An engine may report a failure and exit with 0 all the same. */
final class Loaded {

    private static final Pattern REPORT = Pattern.compile("Loaded image(?:\\(s\\)| ID)?: (\\S.*)");

    private Loaded() {}

    /** The images that an engine says it has loaded; fails if it says anything else, or nothing. */
    static List<String> images(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.stream().allMatch(REPORT.asMatchPredicate())) {
            throw new AssertionError("no image was loaded: " + output);
        }
        return lines.stream()
                .map(line -> line.substring(line.indexOf(": ") + 2))
                .toList();
    }
}
