package dev.imagepack.maven;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.HashSet;

import org.junit.jupiter.api.Test;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

import static org.assertj.core.api.Assertions.assertThat;

class TransportLinesTest {

    private static final Repository APP = new Repository("registry.example", "team/app");

    private final TransportLines lines = new TransportLines();

    private MavenLog goal(RecordedLines recorded) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new MavenLog(
                recorded, new ProgressLine(ProgressLine.Style.NONE, nowhere, line -> {}, () -> 0), "", new HashSet<>());
    }

    @Test
    void whatConcernsAllModulesIsSaidOnceByTheGoalThatBeganLast() {
        RecordedLines first = new RecordedLines();
        RecordedLines second = new RecordedLines();
        lines.to(goal(first));
        lines.to(goal(second));
        for (int i = 0; i < 2; i++) {
            lines.refused(APP, "a file", "401");
            lines.passedOver("mirror.example", APP, "it answered 404");
            lines.accepted(APP, Access.PUSH, "settings.xml");
        }
        assertThat(first.lines()).isEmpty();
        assertThat(second.lines())
                .filteredOn(line -> !line.startsWith("DEBUG"))
                .containsExactly(
                        "WARN registry.example: the credentials from a file are not taken (401); the next source is tried",
                        "INFO the mirror mirror.example is of no use for registry.example/team/app: it answered 404");
    }

    @Test
    void whatARegistryWarnsOfIsSaidOnce() {
        RecordedLines recorded = new RecordedLines();
        lines.to(goal(recorded));
        lines.warned("registry.example", "moves soon");
        lines.warned("registry.example", "moves soon");
        assertThat(recorded.lines()).containsExactly("WARN registry.example says: moves soon");
    }
}
