package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.Set;

import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

import dev.imagepack.image.Alias;

import static org.assertj.core.api.Assertions.assertThat;

class HandOverTest {

    private static final Path BUILT = Path.of("target", "built");

    private final MavenProject project = new MavenProject();

    private static Set<Alias> aliases(String alias) {
        return Set.of(new Alias(alias));
    }

    @Test
    void anExecutionReplacesItsOwnImagesAndKeepsThoseOfOthers() {
        assertThat(HandOver.of(project, BUILT).replace("one", aliases("web"))).isEmpty();
        assertThat(HandOver.of(project, BUILT).replace("two", aliases("app"))).isEqualTo(aliases("web"));
        assertThat(HandOver.of(project, BUILT).replace("one", aliases("other"))).isEqualTo(aliases("app"));
        assertThat(HandOver.of(project, BUILT).replace("two", aliases("app"))).isEqualTo(aliases("other"));
    }

    @Test
    void anotherDirectoryModuleOrBuildBeginsEmpty() {
        HandOver.of(project, BUILT).replace("one", aliases("web"));

        assertThat(HandOver.of(project, Path.of("elsewhere")).replace("two", aliases("app")))
                .isEmpty();
        assertThat(HandOver.of(new MavenProject(), BUILT).replace("two", aliases("app")))
                .isEmpty();
    }
}
