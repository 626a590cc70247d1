package dev.imagepack.oci;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
        "1970-01-01T01:00:01+01:00, 1970-01-01T00:00:01Z",
        "2019-08-20T20:19:55.062606894Z, 2019-08-20T20:19:55.062606894Z",
        "2019-08-20T20:19:55.120Z, 2019-08-20T20:19:55.12Z",
        "2019-08-20t20:19:55.000z, 2019-08-20T20:19:55Z",
        "2019-08-20T20:19:55.1234567899Z, 2019-08-20T20:19:55.123456789Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"
    })
    void aTimeComesBackInUtcWithTheDigitsItNeeds(String text, String written) {
        assertThat(Rfc3339.format(Rfc3339.parse(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2019-08-20",
                "2019-08-20T20:19Z",
                "2019-08-20 20:19:55Z",
                "2019-08-20T20:19:55",
                "+12019-08-20T20:19:55Z",
                "2019-08-20T20:19:55.Z",
                "２０１９-08-20T20:19:55Z"
            })
    void otherFormsAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rfc3339.parse(text))
                .withMessageContaining("is no RFC 3339 time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2019-02-30T00:00:00Z",
                "2019-13-01T00:00:00Z",
                "2019-01-01T25:00:00Z",
                "2019-01-01T00:00:00+19:00"
            })
    void timesThatDoNotExistAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rfc3339.parse(text))
                .withMessageContaining("no time that exists");
    }

    @Test
    void theEpochIsWrittenPlainly() {
        assertThat(Rfc3339.format(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
    }
}
