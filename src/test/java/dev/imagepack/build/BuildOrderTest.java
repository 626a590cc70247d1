package dev.imagepack.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.ImageSpec;

import static dev.imagepack.build.Specs.layers;
import static dev.imagepack.build.Specs.text;
import static dev.imagepack.build.Specs.withContexts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BuildOrderTest {

    /** Knows the names in inline recipes, and nothing about other ones. */
    private static final Builder BUILDER = new Builder() {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) {
            return spec.recipe() instanceof dev.imagepack.image.DockerfileRecipe
                    ? new TextBuilder("text").siblings(spec, available)
                    : Set.of();
        }

        @Override
        public PreparedBuild prepare(BuildRequest request) {
            throw new AssertionError("nothing is built here");
        }
    };

    private static BuildOrder order(ImageSpec... images) throws IOException {
        return BuildOrder.of(
                Arrays.stream(images).map(image -> new Job(image, BUILDER)).toList());
    }

    private static BaseImage sibling(String alias) {
        return new BaseImage.Sibling(new Alias(alias));
    }

    private static List<Alias> aliases(String... aliases) {
        return Stream.of(aliases).map(Alias::new).toList();
    }

    @Test
    void siblingsComeFromBasesContextsAndDockerfiles() throws IOException {
        BuildOrder order = order(
                layers("declared", sibling("base")),
                withContexts("docker", new TreeMap<>(Map.of("tools", sibling("tools"))), "FROM base", "FROM elsewhere"),
                text("base", "content"),
                text("tools", "content"));

        assertThat(order.siblings(new Alias("declared"))).containsExactlyElementsOf(aliases("base"));
        assertThat(order.siblings(new Alias("docker"))).containsExactlyElementsOf(aliases("base", "tools"));
        assertThat(order.siblings(new Alias("base"))).isEmpty();
    }

    @Test
    void otherBasesAreNoSiblings() throws IOException {
        BuildOrder order = order(
                layers("a", new BaseImage.Scratch()),
                layers("b", new BaseImage.Saved(Path.of("/a"), java.util.Optional.of("a"))));

        assertThat(order.siblings(new Alias("a"))).isEmpty();
        assertThat(order.siblings(new Alias("b"))).isEmpty();
    }

    @Test
    void anImageNamedLikeItsBaseIsNotBuiltOnItself() throws IOException {
        assertThat(order(text("nginx", "FROM nginx")).siblings(new Alias("nginx")))
                .isEmpty();
    }

    @Test
    void aCircleIsShown() {
        assertThatThrownBy(() -> order(
                        text("web", "FROM a"), text("a", "FROM b"), text("b", "FROM c"), layers("c", sibling("a"))))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("images.a: is built on itself: images.a → images.b → images.c → images.a");
    }

    @Test
    void aCircleOfOneIsShown() {
        assertThatThrownBy(() -> order(layers("a", sibling("a"))))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("images.a → images.a");
    }

    @Test
    void twoWaysToOneImageAreNoCircle() throws IOException {
        BuildOrder order = order(
                text("top", "FROM left", "FROM right"),
                text("left", "FROM base"),
                text("right", "FROM base"),
                text("base"));

        assertThat(order.siblings(new Alias("top"))).hasSize(2);
    }

    @Test
    void anUnknownSiblingIsNamed() {
        assertThatThrownBy(() -> order(layers("web", sibling("base")), text("Base")))
                .isInstanceOfSatisfying(
                        ImagepackException.class, e -> assertThat(e.advice()).contains("Base, web"))
                .hasMessage("images.web: is built on the image 'base', which this module does not have");
    }

    @Test
    void twoImagesOfOneNameAreRefused() {
        assertThatThrownBy(() -> order(text("a"), text("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a'");
    }
}
