package dev.imagepack.maven;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BuildTimeTest {

    private static Instant timestamp(@Nullable String text) {
        return BuildTime.of(null, text);
    }

    @Test
    void theEpochWhereNobodySaysAnything() {
        assertThat(timestamp(null)).isEqualTo(Instant.EPOCH);
        assertThat(BuildTime.of("", "")).isEqualTo(Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-31T12:00:00Z, 2024-01-31T12:00:00Z",
        "2024-01-31T12:00:00+02:00, 2024-01-31T10:00:00Z",
        "' 1706702400 ', 2024-01-31T12:00:00Z",
        "0, 1970-01-01T00:00:00Z",
        "5, 1970-01-01T00:00:05Z",
        "x, 1970-01-01T00:00:00Z",
        "-, 1970-01-01T00:00:00Z"
    })
    void theProjectsTimestampInBothForms(String text, Instant expected) {
        assertThat(timestamp(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"5, , true", ", 2024-01-31T12:00:00Z, true", ", 0, true", "' ', x, false", ", -, false", ", '', false"})
    void whetherATimeIsSet(String sourceDateEpoch, String outputTimestamp, boolean expected) {
        assertThat(BuildTime.isSet(sourceDateEpoch, outputTimestamp)).isEqualTo(expected);
    }

    @Test
    void theEnvironmentWins() {
        assertThat(BuildTime.of("1706702400", "2000-01-01T00:00:00Z")).isEqualTo("2024-01-31T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-01-31",
                "2024-01-31T12:00:00",
                "yesterday",
                "-5",
                "1969-12-31T23:59:59Z",
                "off",
                "99999999999999999999"
            })
    void aTimestampThatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> timestamp(text))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("<outputTimestamp>: '" + text + "' is no time since 1970");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-01-31T12:00:00Z", "-1", "1.5", "x"})
    void anEnvironmentThatIsNoNumberIsRefused(String text) {
        assertThatThrownBy(() -> BuildTime.of(text, null))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("SOURCE_DATE_EPOCH: '" + text + "' is no number of seconds since 1970");
    }
}
