package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.maven.api.plugin.testing.MojoExtension;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.settings.Settings;
import org.mockito.Mockito;

/** A module {@code shop} in a real directory, in which goals that the harness made are run. */
final class GoalModule {

    /** A pom that sets every parameter of every goal. */
    static final String ALL = "src/test/resources/goals/all-parameters.xml";

    /** A pom that sets none. */
    static final String NONE = "src/test/resources/goals/no-parameters.xml";

    private final RecordedLines log = new RecordedLines();
    private final Path directory;

    GoalModule(Path directory) {
        this.directory = directory;
    }

    /** The goal, placed into this module. */
    <T extends Goal> T place(T goal) throws IllegalAccessException {
        goal.setLog(log);
        Mockito.when(goal.session().getSettings()).thenReturn(new Settings());
        Mockito.when(goal.session().getExecutionRootDirectory()).thenReturn(directory.toString());
        goal.project().setFile(directory.resolve("pom.xml").toFile());
        goal.project().setArtifactId("shop");
        goal.project().setVersion("1.0");
        goal.project()
                .setArtifact(new DefaultArtifact(
                        "shop", "shop", "1.0", null, "jar", null, new DefaultArtifactHandler("jar")));
        set(goal, "cacheDirectory", cache().toFile());
        if (goal instanceof ImagesGoal) {
            set(goal, "outputDirectory", output().toFile());
            set(goal, "finalName", "shop-1.0");
            set(goal, "buildDirectory", directory.resolve("target").toFile());
        }
        return goal;
    }

    /** Sets a parameter. */
    static void set(Goal goal, String parameter, Object value) throws IllegalAccessException {
        MojoExtension.setVariableValueToObject(goal, parameter, value);
    }

    /** Writes a file of the module. */
    Path file(String name, String text) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    Path cache() {
        return directory.resolve("cache");
    }

    Path output() {
        return directory.resolve("target/imagepack");
    }

    /** What the goals said. */
    List<String> log() {
        return log.lines();
    }
}
