package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.testing.TalkativeRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/** What push-images pushes of a module where nobody packs. */
@MojoTest
class PushImagesMojoTest {

    @TempDir
    private Path directory;

    private GoalModule module;
    private TalkativeRegistry registry;

    @BeforeEach
    void start() throws Exception {
        module = new GoalModule(directory);
        module.file("Dockerfile", "FROM scratch\nCOPY file /\n");
        module.file("file", "one");
        registry = TalkativeRegistry.start("anna:secret", "token");
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private void images(String... aliases) throws IOException {
        StringBuilder text = new StringBuilder("images:\n");
        for (String alias : aliases) {
            text.append("  " + alias.replaceFirst(":.*", "") + ":\n    dockerfile: Dockerfile\n    name: "
                    + registry.domain() + "/team/" + alias + "\n");
        }
        module.file("images.yml", text.toString());
    }

    private <T extends Goal> T placed(T goal) throws Exception {
        module.place(goal);
        goal.session().getSystemProperties().setProperty("user.home", directory.toString());
        String key = "imagepack.registries." + registry.domain() + ".";
        goal.session().getUserProperties().setProperty(key + "username", "anna");
        goal.session().getUserProperties().setProperty(key + "password", "secret");
        return goal;
    }

    /** Builds and pushes, and says what was pushed. */
    private JsonNode run(BuildImagesMojo build, PushImagesMojo push) throws Exception {
        build.execute();
        push.execute();
        return new ObjectMapper()
                .readTree(Files.readAllBytes(module.output().resolve("push-result.json")))
                .path("pushes");
    }

    @Test
    void whatWasBuiltLastIsPushed(
            @InjectMojo(goal = "build-images", pom = GoalModule.NONE) BuildImagesMojo build,
            @InjectMojo(goal = "push-images", pom = GoalModule.NONE) PushImagesMojo push)
            throws Exception {
        images("app:1", "web:1");
        placed(build);
        placed(push);
        JsonNode first = run(build, push);
        assertThat(first)
                .hasSize(2)
                .noneMatch(pushed -> pushed.path("unchanged").asBoolean());
        assertThat(registry.has("team/app", "1")).isTrue();
        assertThat(run(build, push)).allMatch(pushed -> pushed.path("unchanged").asBoolean());

        module.file("file", "two");
        JsonNode second = run(build, push);
        assertThat(second.at("/0/digest")).isNotEqualTo(first.at("/0/digest"));
        assertThat(second)
                .hasSize(2)
                .noneMatch(pushed -> pushed.path("unchanged").asBoolean());

        images("app:2", "web:1");
        assertThat(run(build, push)).hasSize(2);
        assertThat(registry.has("team/app", "2")).isTrue();

        images("app:2");
        assertThat(run(build, push)).singleElement();
    }

    /** With names of all kinds, and images of several platforms. */
    @Test
    void whatWasPackedIsPushedAsItIs(
            @InjectMojo(goal = "build-images", pom = GoalModule.NONE) BuildImagesMojo build,
            @InjectMojo(goal = "pack-images", pom = GoalModule.NONE) PackImagesMojo pack,
            @InjectMojo(goal = "push-images", pom = GoalModule.NONE) PushImagesMojo push)
            throws Exception {
        module.file("images.yml", """
                images:
                  app:
                    dockerfile: Dockerfile
                  many:
                    dockerfile: Dockerfile
                    name: %1$s/team/many
                    tags: [z, a, other, '%1$s/second/many:1']
                    platforms: [linux/arm64, linux/amd64]
                  hub:
                    dockerfile: Dockerfile
                    name: docker.io/library/hub:1
                """.formatted(registry.domain()));
        GoalModule.set(placed(push), "pushTo", List.of(registry.domain() + "/customer"));
        placed(build).execute();
        placed(pack).execute();
        Path index = module.output().resolve("images/index.json");
        Object packed = Files.getAttribute(index, "unix:ino");
        push.execute();
        assertThat(Files.getAttribute(index, "unix:ino")).isEqualTo(packed);
        assertThat(registry.has("customer/shop-app", "1.0")).isTrue();
        assertThat(registry.has("customer/team/many", "other")).isTrue();
    }
}
