package dev.imagepack.maven;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class ImagesFileFuzzTest {

    /** What is a tree is YAML for the library that we take the events from; what is none names its place. */
    @FuzzTest
    void imagesFile(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        Optional<Optional<ConfigNode>> tree =
                Attempt.of(() -> YamlTree.read("images.yml", text, UnaryOperator.identity()));
        tree.flatMap(read -> read).ifPresent(root -> {
            assertThat(new org.yaml.snakeyaml.Yaml().compose(new StringReader(text)))
                    .isNotNull();
            assertThat(YamlTree.read("images.yml", text, UnaryOperator.identity()))
                    .contains(root);
            Attempt.of(() -> Written.module().file("Dockerfile").yaml(text).specs());
        });
    }
}
