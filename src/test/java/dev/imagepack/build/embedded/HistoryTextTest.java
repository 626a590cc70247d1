package dev.imagepack.build.embedded;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.oci.Healthcheck;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTextTest {

    @Test
    void copyNamesOwnerAndModeAndNotItsOtherFlags() {
        TransferReader.Words words = new TransferReader.Words(List.of("a", "b"), List.of("A"), "/d/", "app:app", "644");

        assertThat(HistoryText.copy(words, true))
                .isEqualTo("COPY --parents --chown=app:app --chmod=644 a b <<A /d/ # buildkit");
        assertThat(HistoryText.add(words)).isEqualTo("ADD --chown=app:app --chmod=644 a b <<A /d/ # buildkit");
    }

    @Test
    void commandsAreListsInGosForm() {
        assertThat(HistoryText.command("CMD", List.of("/bin/sh", "-c", "echo \"x\"\t\\\n\u0001é")))
                .isEqualTo("CMD [\"/bin/sh\" \"-c\" \"echo \\\"x\\\"\\t\\\\\\n\\x01é\"]");
        assertThat(HistoryText.list("EXPOSE", List.of("1/tcp", "2/udp"))).isEqualTo("EXPOSE [1/tcp 2/udp]");
        assertThat(HistoryText.command("CMD", List.of())).isEqualTo("CMD []");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1500, 1.5µs",
        "2000000, 2ms",
        "250500000, 250.5ms",
        "1000000000, 1s",
        "1500000000, 1.5s",
        "90000000000, 1m30s",
        "3600000000000, 1h0m0s",
        "3661000000001, 1h1m1.000000001s",
    })
    void durationsAreGos(long nanos, String text) {
        Healthcheck check = new Healthcheck(List.of("CMD", "x"), nanos, 0, 0, 0, 3);

        assertThat(HistoryText.healthcheck(check))
                .isEqualTo("HEALTHCHECK {Test:[CMD x] Interval:" + text
                        + " Timeout:0s StartPeriod:0s StartInterval:0s Retries:3}");
    }
}
