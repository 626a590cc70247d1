package dev.imagepack.dockerfile;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "+0, 0",
        "0s, 0",
        "1ns, 1",
        "1us, 1000",
        "1\u00B5s, 1000",
        "1\u03BCs, 1000",
        "1ms, 1000000",
        "1.5s, 1500000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "1h2m3.000000001s, 3723000000001",
        "-1m, -60000000000",
        "9223372036854775807ns, 9223372036854775807"
    })
    void numbersWithUnitsAddUp(String text, long nanos) {
        assertThat(GoDuration.parse(text)).contains(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1",
                "s",
                ".s",
                "1d",
                "1 s",
                "1s ",
                "1s1",
                "--1s",
                "9223372036854775808ns",
                "2562048h",
                "1e3s",
                "\u0661s",
                "99999999999999999999s"
            })
    void otherTextsAreNoDurations(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }
}
