package dev.imagepack.oci;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuotedTest {

    @Test
    void plainTextIsQuoted() {
        assertThat(Quoted.of("é 😀 \\")).isEqualTo("\"é 😀 \\\"");
    }

    @Test
    void controlAndFormatCharactersAreEscaped() {
        assertThat(Quoted.of("a\nb\u001b[0m\u202e")).isEqualTo("\"a\\u000ab\\u001b[0m\\u202e\"");
    }

    @Test
    void longTextIsCut() {
        assertThat(Quoted.of("😀".repeat(1000))).isEqualTo("\"" + "😀".repeat(160) + "…\"");
        assertThat(Quoted.of("a".repeat(160))).hasSize(162);
    }

    @Test
    void aReasonIsNeverEmpty() {
        assertThat(Quoted.reason(new IOException("x\ny"))).isEqualTo("x\\u000ay");
        assertThat(Quoted.reason(new IOException())).isEqualTo("IOException");
    }
}
