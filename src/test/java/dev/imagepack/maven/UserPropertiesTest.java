package dev.imagepack.maven;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;

import static org.assertj.core.api.Assertions.assertThat;

/** How {@code -Dimagepack.images.…} changes what is written. */
class UserPropertiesTest {

    private static final String PREFIX = "imagepack.images.app.";

    private static Written shop() {
        return Written.module().file("Dockerfile").file("other/Dockerfile");
    }

    private static DockerfileRecipe recipe(ImageSpec spec) {
        return (DockerfileRecipe) spec.recipe();
    }

    @Test
    void aPropertyWinsOverThePomAndTheFile() {
        for (Written written : List.of(
                shop().pom("<app><dockerfile>Dockerfile</dockerfile><target>a</target></app>"),
                shop().yaml("images: {app: {dockerfile: Dockerfile, target: a}}"))) {
            assertThat(recipe(written.property(PREFIX + "target", "b").spec()).target())
                    .contains("b");
        }
    }

    @Test
    void aPropertyAddsWhatIsNotWritten() {
        ImageSpec app = shop().pom("<app>Dockerfile</app>")
                .property(PREFIX + "dockerfile", "other/Dockerfile")
                .property(PREFIX + "buildArgs.VERSION", "2")
                .property(PREFIX + "labels.org.example/x", "")
                .property(PREFIX + "tags", "1.0, example.com/a:2 ,a")
                .spec();
        assertThat(recipe(app).source().name()).isEqualTo("other/Dockerfile");
        assertThat(recipe(app).buildArgs()).containsExactly(Map.entry("VERSION", "2"));
        assertThat(app.labels()).containsExactly(Map.entry("org.example/x", ""));
        assertThat(app.references().stream().map(ref -> ref.familiar()))
                .containsExactly("shop-app:1.0", "example.com/a:2", "shop-app:a");
    }

    @Test
    void aMapKeepsWhatNoPropertyReplaces() {
        ImageSpec app = shop().pom(
                        "<app><dockerfile>Dockerfile</dockerfile><buildArgs><A>1</A><B>2</B></buildArgs></app>")
                .property(PREFIX + "buildArgs.B", "3")
                .spec();
        assertThat(recipe(app).buildArgs()).containsExactly(Map.entry("A", "1"), Map.entry("B", "3"));
    }

    @Test
    void blocksAreReachedByTheirPath() {
        ImageSpec app = shop().yaml("images: {app: {from: scratch}}")
                .property(PREFIX + "container.user", "1000")
                .property(PREFIX + "container.entrypoint", "/app,a\\,b,\\\\")
                .property(PREFIX + "container.environment.A", "1")
                .property(PREFIX + "container.healthcheck.test", "curl a,b")
                .spec();
        LayersRecipe.Container container = ((LayersRecipe) app.recipe()).container();
        assertThat(container.user()).contains("1000");
        assertThat(container.entrypoint()).contains(List.of("/app", "a,b", "\\"));
        assertThat(container.env()).containsExactly(Map.entry("A", "1"));
        assertThat(container.healthcheck().orElseThrow().test()).containsExactly("CMD-SHELL", "curl a,b");
    }

    @Test
    void anImageMayBeSkippedByAProperty() {
        assertThat(shop().pom("<app>gone</app>")
                        .property(PREFIX + "skip", "true")
                        .specs())
                .isEmpty();
    }

    @Test
    void theLongestAliasOwnsAProperty() {
        List<ImageSpec> specs = shop().yaml("images: {app: Dockerfile, app.web: Dockerfile}")
                .property("imagepack.images.app.web.target", "b")
                .property("imagepack.images.app.target", "a")
                .specs();
        assertThat(specs.stream().map(spec -> recipe(spec).target().orElseThrow()))
                .containsExactly("a", "b");
    }

    @Test
    void aPropertyOfAnotherModulesImageIsLeftAlone() {
        ImagesReader.Images images = shop().pom("<app>Dockerfile</app>")
                .property("imagepack.images.web.target", "a")
                .property("imagepack.images.apps.target", "a")
                .read();
        assertThat(images.foreign()).containsExactly("imagepack.images.apps.target", "imagepack.images.web.target");
    }

    @Test
    void whatIsMisspeltIsRefused() {
        assertThat(shop().pom("<app>Dockerfile</app>")
                        .property(PREFIX + "taget", "x")
                        .property(PREFIX + "build-args.V", "x")
                        .property(PREFIX + "layers.x", "y")
                        .property(PREFIX + "zzz", "y")
                        .faults())
                .containsExactly(
                        "-D" + PREFIX + "build-args.V: there is no such key → Did you mean -D" + PREFIX
                                + "buildArgs.<name>?",
                        "-D" + PREFIX + "layers.x: there is no such key → Did you mean -D" + PREFIX + "layers?",
                        "-D" + PREFIX + "taget: there is no such key → Did you mean -D" + PREFIX + "target?",
                        "-D" + PREFIX + "zzz: there is no such key → Write -D" + PREFIX
                                + " and the path of a key outside of lists, such as " + PREFIX + "container.user.");
    }

    @Test
    void aFaultOfAPropertyNamesTheProperty() {
        assertThat(shop().yaml("images: {app: Dockerfile}")
                        .property(PREFIX + "builder", "docker")
                        .faults())
                .containsExactly("images.app.builder (-D" + PREFIX + "builder): 'docker' is no builder → "
                        + ImageTexts.adviceFor("builder"));
    }

    @Test
    void aListOfBlocksIsNoPropertysBusiness() {
        assertThat(shop().yaml("images: {app: {from: scratch}}")
                        .property(PREFIX + "layers", "x")
                        .faults()
                        .get(0))
                .startsWith("images.app.layers (-D" + PREFIX + "layers): is a text where a list is expected");
    }
}
