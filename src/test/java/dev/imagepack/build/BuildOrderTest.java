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
import static dev.imagepack.build.Specs.on;
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

    private static Set<Alias> siblings(BuildOrder order, ImageSpec image) {
        return order.siblings(new Job(image, BUILDER));
    }

    private static BaseImage sibling(String alias) {
        return new BaseImage.Sibling(new Alias(alias));
    }

    private static List<Alias> aliases(String... aliases) {
        return Stream.of(aliases).map(Alias::new).toList();
    }

    @Test
    void siblingsComeFromBasesContextsAndDockerfiles() throws IOException {
        ImageSpec declared = layers("declared", sibling("base"));
        ImageSpec docker =
                withContexts("docker", new TreeMap<>(Map.of("tools", sibling("tools"))), "FROM base", "FROM elsewhere");
        ImageSpec base = text("base", "content");
        BuildOrder order = order(declared, docker, base, text("tools", "content"));

        assertThat(siblings(order, declared)).containsExactlyElementsOf(aliases("base"));
        assertThat(siblings(order, docker)).containsExactlyElementsOf(aliases("base", "tools"));
        assertThat(siblings(order, base)).isEmpty();
    }

    @Test
    void otherBasesAreNoSiblings() throws IOException {
        ImageSpec a = layers("a", new BaseImage.Scratch());
        ImageSpec b = layers("b", new BaseImage.Saved(Path.of("/a"), java.util.Optional.of("a")));
        BuildOrder order = order(a, b);

        assertThat(siblings(order, a)).isEmpty();
        assertThat(siblings(order, b)).isEmpty();
    }

    @Test
    void anImageNamedLikeItsBaseIsNotBuiltOnItself() throws IOException {
        ImageSpec nginx = text("nginx", "FROM nginx");
        assertThat(siblings(order(nginx), nginx)).isEmpty();
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
        ImageSpec top = text("top", "FROM left", "FROM right");
        BuildOrder order = order(top, text("left", "FROM base"), text("right", "FROM base"), text("base"));

        assertThat(siblings(order, top)).containsExactlyElementsOf(aliases("base", "left", "right"));
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

    @Test
    void eachPlatformIsBuiltOnWhatItsOwnRecipeNames() throws IOException {
        ImageSpec amd64 = text("app", "FROM base");
        ImageSpec arm64 = on("linux/arm64", text("app", "FROM base", "FROM tools"));
        BuildOrder order = order(amd64, arm64, text("base"), text("tools"));

        assertThat(siblings(order, amd64)).containsExactlyElementsOf(aliases("base"));
        assertThat(siblings(order, arm64)).containsExactlyElementsOf(aliases("base", "tools"));
    }

    @Test
    void aCircleByWayOfAnotherPlatformIsShown() {
        assertThatThrownBy(
                        () -> order(text("a", "FROM b"), text("b", "content"), on("linux/arm64", text("b", "FROM a"))))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("images.a: is built on itself: images.a → images.b → images.a");
    }
}
