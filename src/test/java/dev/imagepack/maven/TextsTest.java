package dev.imagepack.maven;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.io.Compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The small texts: lists in one line, misspelt words, spellings, times, modes, numbers for people. */
class TextsTest {

    @Test
    void aListInOneLineIsTakenApartAtItsCommas() {
        assertThat(CommaList.split("")).isEmpty();
        assertThat(CommaList.split("  ")).isEmpty();
        assertThat(CommaList.split("a")).containsExactly("a");
        assertThat(CommaList.split(" a , b c ,,")).containsExactly("a", "b c", "", "");
        assertThat(CommaList.split("a\\,b,c\\\\,\\d\\")).containsExactly("a,b", "c\\", "\\d\\");
    }

    @ParameterizedTest
    @CsvSource({
        "dockerfil, dockerfile",
        "Docker_File, dockerfile",
        "conetxt, context",
        "taget, target",
        "tgas, tags",
        "lables, labels"
    })
    void theNearestWordIsSuggested(String word, String meant) {
        assertThat(Suggestion.nearest(word, List.of("context", "dockerfile", "labels", "tags", "target")))
                .contains(meant);
    }

    @Test
    void whatIsNearNothingHasNoSuggestion() {
        assertThat(Suggestion.nearest("zzz", Set.of("context", "tags"))).isEmpty();
        assertThat(Suggestion.nearest("a", Set.of("b"))).contains("b");
        assertThat(Suggestion.nearest("x".repeat(1_000_000), Set.of("context"))).isEmpty();
    }

    @Test
    void keysHaveHyphensInYaml() {
        assertThat(Spelling.HYPHENS.of("dockerfileContent")).isEqualTo("dockerfile-content");
        assertThat(Spelling.CAMEL.of("dockerfileContent")).isEqualTo("dockerfileContent");
        assertThat(Spelling.HYPHENS.example("fileMode", "0644")).isEqualTo("file-mode: 0644");
        assertThat(Spelling.CAMEL.example("fileMode", "0644")).isEqualTo("<fileMode>0644</fileMode>");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", "30s, 30000000000", "1m30s, 90000000000", "1.5h, 5400000000000", "500ms, 500000000",
        "1ms, 1000000", "1000us, 1000000", "1000µs, 1000000", "0s, 0", "2h45m, 9900000000000"
    })
    void timesAreWrittenAsInGo(String text, long nanos) {
        assertThat(GoDuration.nanoseconds(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1 s", "-1s", "1d", "1us", "999999ns", "9999999999h", "1s "})
    void otherTimesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.nanoseconds(text));
    }

    @Test
    void anEndlessTimeIsRefusedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> GoDuration.nanoseconds("9".repeat(1_000_000) + "s"));
    }

    @ParameterizedTest
    @CsvSource({"755, 493", "0755, 493", "0o755, 493", "0, 0", "1777, 1023", "07777, 4095"})
    void modesAreOctal(String text, int mode) {
        assertThat(ImageTexts.mode(text)).isEqualTo(mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "rwx", "-1", "10000", "0x1", "u+x", "755 "})
    void otherModesAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageTexts.mode(text));
    }

    @Test
    void compressionsHaveALevel() {
        assertThat(ImageTexts.compression("gzip")).isEqualTo(Compression.GZIP);
        assertThat(ImageTexts.compression("ZSTD")).isEqualTo(Compression.ZSTD);
        assertThat(ImageTexts.compression("none")).isEqualTo(Compression.NONE);
        assertThat(ImageTexts.compression("gzip:1").level()).isEqualTo(1);
        assertThat(ImageTexts.compression("zstd:22").level()).isEqualTo(22);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gz", "gzip:", "gzip:0", "gzip:10", "zstd:0", "zstd:23", "none:1", "bzip2", "gzip:-1"})
    void otherCompressionsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageTexts.compression(text));
    }

    @ParameterizedTest
    @CsvSource({"/, /", "/app, /app", "/etc//app/, /etc/app", "/./a/., /a"})
    void pathsInTheImageAreMadeNormal(String text, String path) {
        assertThat(ImageTexts.imagePath(text)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "./a", "/..", "/a/../b", "/a\nb", "/a\0b", "C:\\a"})
    void otherPathsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageTexts.imagePath(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGTERM", "term", "9", "64", "SIGRTMIN+3", "USR1"})
    void signalsAreNamesOrNumbers(String text) {
        assertThat(ImageTexts.signal(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65", "SIG TERM", "-9"})
    void otherSignalsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageTexts.signal(text));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "1500, 1.5 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "12345678, 12.3 MB",
        "5368709120, 5.4 GB",
        "9223372036854775807, 9.2 EB"
    })
    void bytesAreCountedInPowersOfAThousand(long bytes, String text) {
        assertThat(Readable.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0 ms", "999, 999 ms", "1000, 1.0 s", "59900, 59.9 s", "60000, 1 min 0 s", "125999, 2 min 5 s"})
    void timesAreRounded(long millis, String text) {
        assertThat(Readable.time(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void oneIsNotMany() {
        assertThat(Readable.count(0, "layer")).isEqualTo("0 layers");
        assertThat(Readable.count(1, "layer")).isEqualTo("1 layer");
        assertThat(Readable.count(2, "layer")).isEqualTo("2 layers");
    }
}
