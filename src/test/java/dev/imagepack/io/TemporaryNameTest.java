package dev.imagepack.io;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TemporaryNameTest {

    @Test
    void aNameIsReadBack() {
        TemporaryName name = TemporaryName.make("images");
        assertThat(TemporaryName.parse(name.toString())).contains(name);
        assertThat(TemporaryName.make("images")).isNotEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "images",
                ".imagepack-1-2-0123456789abcdeg-x",
                ".imagepack-x-2-0123456789abcdef-x",
                ".imagepack-1-2-0123456789abcdef-",
                ".imagepack-1-99999999999999999999-0123456789abcdef-x"
            })
    void otherNamesAreNotOurs(String name) {
        assertThat(TemporaryName.parse(name)).isEmpty();
    }

    @Test
    void itsMakerRunsWhileTheProcessThatStartedThenDoes() {
        TemporaryName mine = TemporaryName.make("x");
        assertThat(mine.makerRuns()).isTrue();
        assertThat(new TemporaryName("x", mine.pid(), mine.started() - 3600, mine.random()).makerRuns())
                .isFalse();
        assertThat(new TemporaryName("x", 999_999_999_999L, mine.started(), mine.random()).makerRuns())
                .isFalse();
    }
}
