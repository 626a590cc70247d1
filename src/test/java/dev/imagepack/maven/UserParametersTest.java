package dev.imagepack.maven;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.inject.Inject;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoExtension;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** User properties win over the pom, whatever the type of the parameter. */
@MojoTest
class UserParametersTest {

    private static final Path MODULE = Path.of("/work/shop");

    @Inject
    private MavenSession session;

    @TempDir
    private Path directory;

    private static Map<String, Object> applied(Goal goal, String... namesAndValues) throws Exception {
        Properties properties = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty("imagepack." + namesAndValues[i], namesAndValues[i + 1]);
        }
        new UserParameters(properties, file -> MODULE.resolve(file.toPath()).toFile())
                .apply(goal, goal.execution().getMojoDescriptor().getParameters());
        return MojoExtension.getVariablesAndValuesFromObject(goal);
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.ALL)
    void everyTypeOfParameterTakesItsText(BuildImagesMojo goal) throws Exception {
        File module = MODULE.toFile();
        assertThat(applied(
                        goal,
                        "skip",
                        "false",
                        "parallel",
                        "7",
                        "builder",
                        " auto ",
                        "outputDirectory",
                        "elsewhere",
                        "platforms",
                        "linux/386, linux/arm",
                        "manifests",
                        "x.yml, y\\,z.yml"))
                .containsEntry("skip", false)
                .containsEntry("parallel", 7)
                .containsEntry("builder", "auto")
                .containsEntry("outputDirectory", new File(module, "elsewhere"))
                .containsEntry("platforms", List.of("linux/386", "linux/arm"))
                .containsEntry("manifests", List.of(new File(module, "x.yml"), new File(module, "y,z.yml")))
                .containsEntry("compression", "zstd");
    }

    @Test
    @InjectMojo(goal = "pack-images", pom = GoalModule.ALL)
    void whatIsNotForUsersIsLeftAlone(PackImagesMojo goal) throws Exception {
        Object before = MojoExtension.getVariablesAndValuesFromObject(goal).get("buildDirectory");
        assertThat(applied(goal, "buildDirectory", "elsewhere").get("buildDirectory"))
                .isEqualTo(before);
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.ALL)
    void aTextThatDoesNotFitIsRefused(BuildImagesMojo goal) {
        assertThatThrownBy(() -> applied(goal, "skip", "yes"))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("-Dimagepack.skip: 'yes' is neither true nor false");
        assertThatThrownBy(() -> applied(goal, "parallel", "-1"))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("-Dimagepack.parallel: '-1' is no number");
        assertThatThrownBy(() -> applied(goal, "cacheDirectory", " "))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("-Dimagepack.cacheDirectory: is empty");
        assertThatThrownBy(() -> applied(goal, "images", "x"))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("-Dimagepack.images: this parameter is not a single value");
    }

    @Test
    @InjectMojo(goal = "clean-cache", pom = GoalModule.NONE)
    @MojoParameter(name = "skipClean", value = "false")
    void aGoalAsksThemBeforeAnythingElse(CleanCacheMojo goal) throws Exception {
        GoalModule module = new GoalModule(directory);
        session.getUserProperties().setProperty("imagepack.skipClean", "true");
        module.place(goal).execute();
        assertThat(module.log()).containsExactly("INFO clean-cache: skipped, imagepack.skipClean is true");
        session.getUserProperties().setProperty("imagepack.skipClean", "maybe");
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("-Dimagepack.skipClean: 'maybe' is neither true nor false");
    }
}
