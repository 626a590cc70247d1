package dev.imagepack.maven;

import java.util.List;
import java.util.Optional;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.oci.Platform;

/**
 * An image of an earlier run that a glance found unchanged, for the log.
 *
 * @param platform where the alias has several
 * @param text what it is
 */
record UnchangedImage(Alias alias, Optional<Platform> platform, String text) {

    private static final String ONLY = "-";

    /** The line that {@link #parse} reads. */
    static String line(BuildOutcome outcome, List<BuildOutcome> all) {
        Alias alias = outcome.image().alias();
        long platforms = all.stream()
                .filter(other -> other.image().alias().equals(alias))
                .count();
        String platform = platforms > 1 ? outcome.image().platform().toString() : ONLY;
        return alias + " " + platform + " " + ReportText.of(outcome.image());
    }

    /** IllegalArgumentException for another line. */
    static UnchangedImage parse(String line) {
        String[] words = line.split(" ", 3);
        Optional<Platform> platform = words[1].equals(ONLY) ? Optional.empty() : Optional.of(Platform.parse(words[1]));
        return new UnchangedImage(new Alias(words[0]), platform, words[2]);
    }
}
