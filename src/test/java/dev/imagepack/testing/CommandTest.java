package dev.imagepack.testing;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The runner of other programs: what it returns, and what it says of those that fail. */
@DisabledOnOs(OS.WINDOWS)
class CommandTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void whatTheProgramWritesComesBackWholeAndWithoutItsErrors() throws Exception {
        assertThat(shell("printf 'a\\303\\244\\n'; echo warning >&2", LIMIT)).isEqualTo("aä\n");
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        assertThat(Command.run(List.of("printf", "%s|", "a b", "$HOME", ""), LIMIT))
                .isEqualTo("a b|$HOME||");
    }

    @Test
    void theProgramFindsItsInputEmpty() throws Exception {
        assertThat(shell("cat", LIMIT)).isEmpty();
    }

    @Test
    void aFailureNamesTheCommandTheStatusAndTheEndOfWhatWasSaid() {
        assertThatThrownBy(() -> shell("echo out; seq 1 9999 >&2; exit 3", LIMIT))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("sh -c echo out; ")
                .hasMessageContainingAll("exit 3", "\n9999\nout")
                .message()
                .hasSizeLessThan(5000);
    }

    @Test
    void aProgramThatDoesNotEndIsEndedWithAllItStarted() throws Exception {
        Throwable failure = catchThrowable(() -> shell("sleep 1000 & echo $!; wait", Duration.ofSeconds(1)));

        assertThat(failure).isInstanceOf(AssertionError.class).hasMessageContaining("not done after 1000 ms");
        String child =
                failure.getMessage().lines().reduce((first, last) -> last).orElseThrow();
        assertThat(ProcessHandle.of(Long.parseLong(child)).map(ProcessHandle::onExit))
                .satisfiesAnyOf(
                        gone -> assertThat(gone).isEmpty(),
                        end -> assertThat(end.orElseThrow()).succeedsWithin(Duration.ofSeconds(30)));
    }

    @Test
    void outputHasABound() {
        assertThatThrownBy(() -> shell("head -c " + (Command.MAX_OUTPUT + 1) + " /dev/zero", LIMIT))
                .hasMessageContaining("wrote more than " + Command.MAX_OUTPUT + " bytes");
    }

    private static String shell(String script, Duration limit) throws Exception {
        return Command.run(List.of("sh", "-c", script), limit);
    }
}
