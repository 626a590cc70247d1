package dev.imagepack.build.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ModeChangeTest {

    private static String octal(int mode) {
        return Integer.toOctalString(mode);
    }

    private static int apply(String change, String before, boolean directory) {
        return ModeChange.parse(change).apply(Integer.parseInt(before, 8), directory);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "755,755", "0644,644", "7777,7777", "07777,7777", "4711,4711"})
    void octalDigitsAreTheModeOfEverything(String text, String after) {
        assertThat(octal(apply(text, "123", false))).isEqualTo(after);
        assertThat(octal(apply(text, "123", true))).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "u=rwX,go=rX; 600; 644",
                "u=rwX,go=rX; 700; 755",
                "+x; 644; 755",
                "a+x; 640; 751",
                "-w; 666; 444",
                "g=u; 640; 660",
                "o=g; 754; 755",
                "ug+w; 444; 664",
                "ug=rw,o=; 777; 660",
                "u+s; 755; 4755",
                "g+s; 755; 2755",
                "+t; 755; 1755",
                "a-st; 7755; 755",
                "u=; 777; 77",
                "u+r-w; 200; 400",
                "u=rw,u+x; 0; 700",
                "=r; 777; 444",
                "go-rwx; 4777; 4700",
            })
    void symbolsChangeTheModeOfAFile(String change, String before, String after) {
        assertThat(octal(apply(change, before, false))).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"X; 600; 711", "rX; 600; 755"})
    void aCapitalXHitsDirectories(String what, String before, String after) {
        assertThat(octal(apply("a+" + what, before, true))).isEqualTo(after);
        assertThat(octal(apply("a+X", before, false))).isEqualTo(before);
    }

    /** As BuildKit of Docker 28.5 does it; chmod lets a directory keep its set-id bits, and takes them from a file. */
    @ParameterizedTest
    @CsvSource({"g=rx,2775,755", "a=rx,7777,1555", "g=u,6755,6775", "=u,2755,2777", "u=,6755,2055"})
    void settingAModeClearsSetIdBitsAndCopyingOneKeepsThem(String change, String before, String after) {
        assertThat(octal(apply(change, before, true))).isEqualTo(after);
        assertThat(octal(apply(change, before, false))).isEqualTo(after);
    }

    @Test
    void parentsTakeTheOctalModeWithoutSpecialBitsAndNoSymbols() {
        assertThat(ModeChange.parse("4711").parents()).isEqualTo(0711);
        assertThat(ModeChange.parse("go=").parents()).isEqualTo(0755);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "99", "8", "10000", "77777", "rwx", "u", "u+q", "z+x", "u=rw,", ",u=r", "u+ug", "0x1ff", "-1 "
            })
    void anythingElseIsNoMode(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModeChange.parse(text))
                .withMessageContaining("'" + text + "' is no mode");
    }
}
