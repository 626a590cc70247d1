package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class DockerfileFuzzTest {

    private static final Location AT = Location.of("Dockerfile", 1);

    /** Reading twice gives the same, every place is one of the file, and what history quotes can be read again. */
    @FuzzTest
    void dockerfile(byte[] text) {
        Optional<Dockerfile> file = Attempt.of(() -> Dockerfile.parse("Dockerfile", text));
        file.ifPresent(read -> {
            assertThat(Dockerfile.parse("Dockerfile", text)).isEqualTo(read);
            int lines = lines(text);
            for (Stage stage : read.stages()) {
                assertInside(stage.location(), lines);
                for (Instruction each : stage.instructions()) {
                    assertInside(each.location(), lines);
                    assertReadableAgain(each, read.escape());
                    expand(each);
                }
            }
        });
    }

    private static int lines(byte[] text) {
        int lines = 1;
        for (byte b : text) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }

    private static void assertInside(Location location, int lines) {
        assertThat(location.startLine()).isBetween(1, lines);
        assertThat(location.endLine()).isBetween(location.startLine(), lines);
    }

    private static void assertReadableAgain(Instruction instruction, char escape) {
        String quoted = "# escape=" + escape + "\nFROM base\n" + instruction.original();
        if (!instruction.original().contains("<<") && quoted.length() < SourceLines.MAX_LINE_BYTES / 4) {
            Dockerfile again = Dockerfile.parse("quoted", quoted.getBytes(StandardCharsets.UTF_8));
            assertThat(again.stages().get(0).instructions())
                    .extracting(Instruction::original)
                    .isEqualTo(List.of(instruction.original()));
        }
    }

    /** What comes after reading. */
    private static void expand(Instruction instruction) {
        if (instruction instanceof Instruction.Onbuild onbuild) {
            Attempt.of(() -> Instruction.parseTrigger(onbuild.trigger(), AT));
        } else if (instruction instanceof Instruction.Expose expose) {
            expose.ports().forEach(port -> Attempt.of(() -> PortSpec.expand(port, AT)));
        }
    }
}
