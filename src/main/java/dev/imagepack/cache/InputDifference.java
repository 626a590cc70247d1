package dev.imagepack.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * What tells two sets of inputs apart, in the words of a log line. Each list is sorted by name.
 *
 * @param changed for instance {@code src/app.conf changed}
 * @param added for instance {@code src/new.conf added}
 * @param removed for instance {@code src/old.conf removed}
 */
record InputDifference(List<String> changed, List<String> added, List<String> removed) {

    /** How many of each kind are named; who needs them all has the record. */
    private static final int NAMED = 2;

    /** Names come from file systems, and may be as long as those allow. */
    private static final int LONGEST_NAME = 200;

    /** Values longer than this say nothing in a log line. */
    private static final int LONGEST_VALUE = 40;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ./:_+-]*");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{32,}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    /** Compares an earlier set of inputs with a later one. */
    static InputDifference between(SortedMap<String, String> earlier, SortedMap<String, String> later) {
        InputDifference difference = new InputDifference(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Map.Entry<String, String> input : later.entrySet()) {
            String before = earlier.get(input.getKey());
            if (before == null) {
                difference.added.add(printable(input.getKey()) + " added");
            } else if (!before.equals(input.getValue())) {
                difference.changed.add(change(input.getKey(), before, input.getValue()));
            }
        }
        for (String name : earlier.keySet()) {
            if (!later.containsKey(name)) {
                difference.removed.add(printable(name) + " removed");
            }
        }
        return difference;
    }

    /** A few of each kind and how many more; empty when there is no difference. */
    Optional<String> describe() {
        List<String> named = new ArrayList<>();
        int all = 0;
        for (List<String> kind : List.of(changed, added, removed)) {
            named.addAll(kind.subList(0, Math.min(NAMED, kind.size())));
            all += kind.size();
        }
        if (all == 0) {
            return Optional.empty();
        }
        String more = all > named.size() ? " and " + (all - named.size()) + " more" : "";
        return Optional.of(String.join(", ", named) + more);
    }

    private static String change(String name, String before, String after) {
        boolean shown = name.indexOf(' ') < 0 && isPlain(before) && isPlain(after);
        return printable(name) + " changed" + (shown ? " from " + before + " to " + after : "");
    }

    private static boolean isPlain(String value) {
        return value.length() <= LONGEST_VALUE
                && PLAIN.matcher(value).matches()
                && !DIGEST.matcher(value).find();
    }

    private static String printable(String name) {
        String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        return UNPRINTABLE.matcher(cut).replaceAll("?");
    }
}
