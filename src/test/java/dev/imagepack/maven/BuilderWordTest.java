package dev.imagepack.maven;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BuilderWordTest {

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "' LOCAL ', LOCAL", "Remote, REMOTE", "embedded, EMBEDDED"})
    void aBuilderIsNamedInAnyCase(String word, BuilderWord meant) {
        assertThat(BuilderWord.parse(word)).isEqualTo(meant);
    }

    @Test
    void anotherWordIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuilderWord.parse("docker"))
                .withMessage("'docker' is no builder");
    }
}
