package dev.imagepack.maven;

import java.util.Optional;

import org.apache.maven.execution.MavenSession;
import org.jspecify.annotations.Nullable;

import dev.imagepack.engine.EngineSearch;
import dev.imagepack.engine.Engines;
import dev.imagepack.engine.Surroundings;

/** The ways to the engines of a build, from what Maven and the environment say. */
final class EngineWays {

    private EngineWays() {}

    /**
     * Engines that are looked for when they are asked for; the caller closes them.
     *
     * @param host what the goal's parameter says, if it does
     */
    static Engines of(MavenSession session, @Nullable String host, MavenLog log) {
        return new Engines(
                () -> Surroundings.of(SessionEnvironment.of(session)),
                EngineSearch.Probe.REAL,
                Optional.ofNullable(host),
                log::found);
    }
}
