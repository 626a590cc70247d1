package dev.imagepack.maven;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.imagepack.cache.RunStamp;
import dev.imagepack.cache.Sightings;
import dev.imagepack.oci.Digest;

/**
 * The first look of a goal, which tells whether it has anything to do: it has nothing if it is told what it was told last
 * time, and everything that it looked at then is as it was.
 */
final class Glance {

    private final RunStamp stamp;
    private final Sightings sightings;
    private final MavenLog log;

    /**
     * @param file where the goal's last run left its stamp, and this one will
     * @param key what the goal is told
     * @param sightings where it notes what it looks at
     */
    Glance(Path file, Digest key, Sightings sightings, MavenLog log) {
        this.log = log;
        this.stamp = new RunStamp(file, key, sightings.outputs());
        this.sightings = sightings;
    }

    /** Where the goal notes what it looks at. */
    Sightings sightings() {
        return sightings;
    }

    /** What the last run left to be said, if there is nothing to do. */
    Optional<List<String>> nothingToDo(RunStamp.Questions questions) {
        return stamp.unchanged(questions, why -> log.debug("looks closely: " + why));
    }

    /** There may be something to do. Until it is done, nothing says that it is. */
    void begin() throws IOException {
        stamp.withdraw();
        plugin().ifPresentOrElse(sightings::everything, () -> sightings.spoil("the plugin is nowhere"));
    }

    /** Everything is done, and would be done in the same way again. */
    void end(List<String> said) throws IOException {
        stamp.leave(sightings, said);
        sightings.spoilt().ifPresent(why -> log.debug("the next build looks closely: " + why));
    }

    /** This plugin itself: another build of it may do something else. */
    private static Optional<Path> plugin() {
        try {
            return Optional.of(Path.of(Glance.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }
}
