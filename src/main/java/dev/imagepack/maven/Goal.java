package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.inject.Inject;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.PluginParameterExpressionEvaluator;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/** What all goals have in common: the world they run in, how they are skipped, where the cache is, and how they fail. */
abstract class Goal extends AbstractMojo {

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true)
    private MavenProject project;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    /**
     * Skips all goals of this plugin. The log says so.
     */
    @Parameter(property = "imagepack.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The directory of the cache, shared by all projects and processes of a machine: layers and built images, so that an
     * unchanged build does nothing. It may be deleted at any time; {@code clean-cache} does so with care. The default is
     * {@code $XDG_CACHE_HOME/imagepack}, else {@code ~/.cache/imagepack} ({@code ~/Library/Caches/imagepack} on macOS,
     * {@code %LOCALAPPDATA%\imagepack} on Windows).
     */
    @Parameter(property = "imagepack.cacheDirectory")
    private @Nullable File cacheDirectory;

    @Inject
    private MavenRuns runs;

    /** What the goals of this Maven run share. */
    MavenRun thisRun() {
        return runs.of(session);
    }

    MavenSession session() {
        return session;
    }

    MavenProject project() {
        return project;
    }

    /** What the configuration may be relative to, or take its defaults from. */
    ModuleFacts module() {
        return module(path -> {});
    }

    /** As the other one, for whoever wants to know what was looked at. */
    ModuleFacts module(Consumer<Path> looks) {
        Path directory = project.getBasedir() == null
                ? Path.of(session.getExecutionRootDirectory())
                : project.getBasedir().toPath();
        return new ModuleFacts(directory, project.getArtifactId(), project.getVersion(), looks);
    }

    MojoExecution execution() {
        return execution;
    }

    Path cacheRoot() {
        return cacheDirectory == null
                ? CacheRoot.ofThisUser()
                : cacheDirectory.toPath().toAbsolutePath().normalize();
    }

    /** The goal's own name for messages. */
    abstract String name();

    /** Whether the goal's own parameter says that it shall be skipped. */
    abstract boolean isSkipped();

    /** The user property of that parameter. */
    abstract String skipProperty();

    /** Does what the goal is for. */
    abstract void run(MavenLog log) throws IOException;

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        MavenLog log = log();
        try {
            takeUserProperties();
            if (skip || isSkipped()) {
                log.skipped(name(), skip ? "imagepack.skip" : skipProperty());
            } else {
                run(log);
            }
        } catch (ImagepackException e) {
            getLog().debug(e);
            throw GoalFailure.of(e);
        } catch (IOException e) {
            throw GoalFailure.of(name(), e);
        } catch (UncheckedIOException e) {
            throw GoalFailure.of(name(), e.getCause());
        } catch (RuntimeException e) {
            throw GoalFailure.of(name(), e);
        } finally {
            log.close();
        }
    }

    private void takeUserProperties() {
        PluginParameterExpressionEvaluator maven = new PluginParameterExpressionEvaluator(session, execution);
        new UserParameters(session.getUserProperties(), maven::alignToBaseDirectory)
                .apply(this, execution.getMojoDescriptor().getParameters());
    }

    private MavenLog log() {
        boolean manyModules = session.getRequest().getDegreeOfConcurrency() > 1
                && session.getProjects().size() > 1;
        ProgressLine.Style style =
                getLog().isInfoEnabled() ? Terminal.style(session.getRequest()) : ProgressLine.Style.NONE;
        ProgressLine progress = new ProgressLine(style, Terminal.stream(), getLog()::info, System::nanoTime);
        return new MavenLog(
                getLog(),
                progress,
                manyModules ? project.getArtifactId() + ":" : "",
                thisRun().said());
    }
}
