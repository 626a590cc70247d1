package dev.imagepack.maven;

import java.io.File;
import java.nio.file.Path;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoExtension;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@MojoTest
class CleanCacheMojoTest {

    @TempDir
    private Path directory;

    private GoalModule module;

    @BeforeEach
    void emptyModule() {
        module = new GoalModule(directory);
    }

    @Test
    @InjectMojo(goal = "clean-cache", pom = GoalModule.ALL)
    void everyElementOfThePomReachesItsParameter(CleanCacheMojo goal) throws Exception {
        assertThat(MojoExtension.getVariablesAndValuesFromObject(goal))
                .containsEntry("skip", true)
                .containsEntry("cleanCache", "all")
                .containsEntry("dryRun", true)
                .containsEntry("cacheDirectory", new File("cache").getAbsoluteFile());
    }

    @Test
    @InjectMojo(goal = "clean-cache", pom = GoalModule.NONE)
    void theBuildsOfTheProjectAreDroppedUnlessSomethingElseIsSaid(CleanCacheMojo goal) throws Exception {
        assertThat(MojoExtension.getVariablesAndValuesFromObject(goal))
                .containsEntry("cleanCache", "project")
                .containsEntry("dryRun", false);
        module.place(goal).execute();
        assertThat(module.log())
                .containsExactly("INFO dropped 0 records and 0 blobs, freed 0 B of " + module.cache()
                        + "; kept 0 records and 0 blobs with 0 B");
    }

    @Test
    @InjectMojo(goal = "clean-cache", pom = GoalModule.NONE)
    void withoutAProjectThereIsNoneToDropBuildsOf(CleanCacheMojo goal) throws Exception {
        module.place(goal).project().setFile(null);
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("imagepack.cleanCache: there is no project here");
    }

    @Test
    @InjectMojo(goal = "clean-cache", pom = GoalModule.NONE)
    @MojoParameter(name = "cleanCache", value = "older-than:30d")
    void otherScopesNeedNoProject(CleanCacheMojo goal) throws Exception {
        module.place(goal).project().setFile(null);
        goal.execute();
        assertThat(module.log()).hasSize(1);
    }

    @Test
    @InjectMojo(goal = "clean-cache", pom = GoalModule.NONE)
    @MojoParameter(name = "skipClean", value = "true")
    void itCanBeSkipped(CleanCacheMojo goal) throws Exception {
        module.place(goal).execute();
        assertThat(module.log()).containsExactly("INFO clean-cache: skipped, imagepack.skipClean is true");
    }
}
