package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Path;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.CleanCache;

/**
 * Drops builds from the cache and every blob that none of the remaining ones needs, and says how much that freed. Works in
 * a directory without a project too, for instance {@code mvn imagepack:clean-cache -Dimagepack.cleanCache=older-than:30d}.
 */
@Mojo(name = "clean-cache", defaultPhase = LifecyclePhase.CLEAN, requiresProject = false, threadSafe = true)
public final class CleanCacheMojo extends Goal {

    /**
     * What to drop: {@code project}, the builds of this project; {@code all}, everything; {@code older-than:30d}, builds not
     * used for that long ({@code h}, {@code d} or {@code w}); {@code larger-than:5g}, those longest unused until the cache is
     * no larger ({@code k}, {@code m}, {@code g}, {@code t} are powers of 1024, {@code kb}, {@code mb}, {@code gb},
     * {@code tb} of 1000).
     */
    @Parameter(property = "imagepack.cleanCache", defaultValue = "project", required = true)
    private String cleanCache;

    /**
     * Only says what would be dropped and freed.
     */
    @Parameter(property = "imagepack.dryRun", defaultValue = "false")
    private boolean dryRun;

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipClean", defaultValue = "false")
    private boolean skipClean;

    @Override
    String name() {
        return "clean-cache";
    }

    @Override
    boolean isSkipped() {
        return skipClean;
    }

    @Override
    String skipProperty() {
        return "imagepack.skipClean";
    }

    @Override
    void run(MavenLog log) throws IOException {
        MavenProject project = project();
        CleanCache.Scope scope = CleanScope.parse(cleanCache, project.getGroupId() + ":" + project.getArtifactId());
        if (scope instanceof CleanCache.Scope.Project && project.getFile() == null) {
            throw new ImagepackException(
                    "imagepack.cleanCache: there is no project here whose builds could be dropped",
                    "Run it where a pom.xml is, or set imagepack.cleanCache to all, older-than:30d or larger-than:5g.");
        }
        Path root = cacheRoot();
        log.cleaned(CleanCache.clean(root, scope, dryRun), dryRun, root);
    }
}
