package dev.imagepack.maven;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import javax.inject.Inject;
import javax.inject.Singleton;

import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.codehaus.plexus.personality.plexus.lifecycle.phase.Disposable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Maven runs in this JVM: one, or several where a daemon or an IDE keeps plugins loaded. The request is the one thing
 * that all modules of a run have in common, for each of them is given a copy of the session.
 */
@Singleton
final class MavenRuns implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(MavenRuns.class);

    private final Map<MavenExecutionRequest, MavenRun> runs = Collections.synchronizedMap(new WeakHashMap<>());

    @Inject
    MavenRuns() {}

    /** The run that a session is part of. */
    MavenRun of(MavenSession session) {
        return runs.computeIfAbsent(session.getRequest(), first -> new MavenRun());
    }

    /** Called by Maven at its end. */
    @Override
    public void dispose() {
        List.copyOf(runs.values()).forEach(MavenRun::end);
        LOG.debug("imagepack: connections to registries are closed");
    }
}
