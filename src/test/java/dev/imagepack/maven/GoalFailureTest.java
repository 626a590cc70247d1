package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;

class GoalFailureTest {

    @Test
    void aFaultOfTheUserHasAnAdviceAndNoCause() {
        Exception shown = GoalFailure.of(new ImagepackException("a: b\nc", "Do d\ne.", new IOException("cause")));
        assertThat(shown).hasMessage("\n\n  a: b\n  c\n\n  To do: Do d\n  e.\n").hasNoCause();
    }

    @Test
    void aFaultOfTheDiskSaysWhatWasDoneWithWhatAndWhyNot() {
        Map<IOException, String> shown = Map.of(
                new NoSuchFileException("/a"), "/a: there is no such file or directory",
                new AccessDeniedException("/a"), "/a: permission denied",
                new FileAlreadyExistsException("/a"), "/a: it exists already",
                new FileSystemException("/a", null, "No space left on device"), "/a: No space left on device",
                new FileSystemException("/a"), "FileSystemException: /a",
                new IOException("disk on fire"), "disk on fire",
                new IOException(), "IOException: null");
        shown.forEach((fault, text) -> assertThat(GoalFailure.of("build-images", fault))
                .hasMessage("\n\n  build-images could not finish: " + text + "\n")
                .hasCause(fault));
    }

    @Test
    void aFaultOfOursKeepsItsTrace() {
        RuntimeException fault = new IllegalStateException("oops");
        assertThat(GoalFailure.of("build-images", fault))
                .hasMessage("\n\n  build-images met a fault of its own: java.lang.IllegalStateException: oops"
                        + "\n\n  To do: run again with -e and report what it prints.\n")
                .hasCause(fault);
    }
}
