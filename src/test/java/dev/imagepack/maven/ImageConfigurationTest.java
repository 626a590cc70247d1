package dev.imagepack.maven;

import org.junit.jupiter.api.Test;

import dev.imagepack.image.DockerfileRecipe;

import static org.assertj.core.api.Assertions.assertThat;

/** What counts as a configuration, and what a module without one gets. */
class ImageConfigurationTest {

    @Test
    void aDockerfileInTheModuleIsAnImageOfItsOwn() {
        Written written = Written.module().file("Dockerfile").file("src/main/docker/Dockerfile");
        assertThat(written.spec().alias().value()).isEqualTo("shop");
        assertThat(written.spec().references().get(0).familiar()).isEqualTo("shop:1.0-snapshot");
        DockerfileRecipe recipe = (DockerfileRecipe) written.spec().recipe();
        assertThat(recipe.source().name()).isEqualTo("Dockerfile");
        assertThat(recipe.context()).isEqualTo(written.facts().directory());
    }

    @Test
    void elseOneInItsUsualPlace() {
        Written written = Written.module().file("src/main/docker/Dockerfile").directory("Dockerfile");
        DockerfileRecipe recipe = (DockerfileRecipe) written.spec().recipe();
        assertThat(recipe.source().name()).isEqualTo("src/main/docker/Dockerfile");
        assertThat(recipe.context()).isEqualTo(written.path("src/main/docker"));
    }

    @Test
    void withoutAnyThereIsNothing() {
        assertThat(Written.module().specs()).isEmpty();
    }

    @Test
    void anyConfigurationTakesItsPlace() {
        assertThat(Written.module().file("Dockerfile").pom("").specs()).isEmpty();
        assertThat(Written.module().file("Dockerfile").yaml("images: {}").specs())
                .isEmpty();
    }

    @Test
    void userPropertiesHoldForItToo() {
        Written written = Written.module().file("Dockerfile").property("imagepack.images.shop.target", "run");
        assertThat(((DockerfileRecipe) written.spec().recipe()).target()).contains("run");
    }

    @Test
    void anArtifactIdThatIsNoAliasBecomesOne() {
        assertThat(Written.module("_my.Shop", "1")
                        .file("Dockerfile")
                        .spec()
                        .alias()
                        .value())
                .isEqualTo("my.Shop");
        assertThat(Written.module("__", "1").file("Dockerfile").spec().alias().value())
                .isEqualTo("image");
    }
}
