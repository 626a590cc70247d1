package dev.imagepack.build;

import java.io.IOException;
import java.util.Set;

import dev.imagepack.image.Alias;
import dev.imagepack.image.ImageSpec;

/** Runs recipes: the seam behind which the embedded builder and the engines are. Safe for several images at once. */
public interface Builder {

    /** The word for logs and reports, for instance {@code embedded}. */
    String name();

    /**
     * Those of {@code available} that the recipe builds on or copies from by name, for instance in a Dockerfile's
     * {@code FROM} or {@code --from}. What the configuration itself says (a base or a named context that is another image)
     * need not be repeated. A recipe that cannot be understood names none here; {@link #prepare} says what is wrong with it.
     *
     * @param available the aliases of the module's other images, sorted
     */
    Set<Alias> siblings(ImageSpec spec, Set<Alias> available) throws IOException;

    /**
     * Reads the recipe and names everything its result depends on, without reading the content of any file that is already
     * known. Faults of the recipe come out here, before any work.
     */
    PreparedBuild prepare(BuildRequest request) throws IOException;
}
