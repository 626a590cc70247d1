package dev.imagepack.maven;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressLineTest {

    private static final long MILLI = 1_000_000L;

    private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    private final List<String> lines = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    private ProgressLine line(ProgressLine.Style style) {
        PrintStream out = new PrintStream(terminal, true, StandardCharsets.UTF_8);
        return new ProgressLine(style, out, lines::add, clock::get);
    }

    private void pass(long millis) {
        clock.addAndGet(millis * MILLI);
    }

    private String shown() {
        return terminal.toString(StandardCharsets.UTF_8).replace("\r\033[K", "<");
    }

    @Test
    void theLineMovesTenTimesASecondAtMost() {
        ProgressLine line = line(ProgressLine.Style.MOVING);
        for (int i = 0; i < 250; i++) {
            line.advanced("`app`", 1_000_000);
            pass(1);
        }
        assertThat(shown()).isEqualTo("<`app`: 101.0 MB written<`app`: 201.0 MB written");
        assertThat(lines).isEmpty();
    }

    @Test
    void theLineGivesWayToLinesOfTheLogAndIsGoneAtTheEnd() {
        ProgressLine line = line(ProgressLine.Style.MOVING);
        line.aside(() -> lines.add("first"));
        assertThat(shown()).isEmpty();
        pass(200);
        line.advanced("`b`", 5);
        line.advanced("`a`", 7);
        pass(200);
        line.advanced("`a`", 1);
        line.aside(() -> lines.add("log at " + shown()));
        line.finished("`a`");
        pass(200);
        line.advanced("`b`", 1);
        line.finished("`b`");
        line.aside(() -> {});
        assertThat(lines).containsExactly("first", "log at <`b`: 5 B written<`a`: 8 B written, `b`: 5 B written<");
        assertThat(shown()).endsWith("<`b`: 6 B written<");
    }

    @Test
    void aLongLineIsCutSoThatItNeverWraps() {
        ProgressLine line = line(ProgressLine.Style.MOVING);
        pass(200);
        line.advanced("x".repeat(200), 1);
        assertThat(shown()).isEqualTo("<" + "x".repeat(77) + "…");
    }

    @Test
    void elsewhereThereIsALineEveryTenSeconds() {
        ProgressLine line = line(ProgressLine.Style.LINES);
        for (int second = 0; second < 25; second++) {
            line.advanced("`app`", 1000);
            pass(1000);
        }
        assertThat(lines).containsExactly("`app`: 11.0 kB written", "`app`: 21.0 kB written");
        assertThat(shown()).isEmpty();
    }

    @Test
    void shortWorkIsNotWorthALine() {
        ProgressLine line = line(ProgressLine.Style.LINES);
        line.advanced("`app`", 1000);
        pass(9_000);
        line.advanced("`app`", 1000);
        line.finished("`app`");
        assertThat(lines).isEmpty();
    }

    @Test
    void withoutProgressNothingIsSaid() {
        ProgressLine line = line(ProgressLine.Style.NONE);
        pass(60_000);
        line.advanced("`app`", 1000);
        line.aside(() -> lines.add("log"));
        assertThat(lines).containsExactly("log");
        assertThat(shown()).isEmpty();
    }
}
