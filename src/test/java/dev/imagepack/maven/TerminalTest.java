package dev.imagepack.maven;

import java.util.stream.Stream;

import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionRequest;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferListener;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

class TerminalTest {

    /** Named as Maven names the one that {@code -ntp} stands for. */
    private static final class QuietMavenTransferListener extends AbstractTransferListener {}

    private static final class ConsoleMavenTransferListener extends AbstractTransferListener {}

    private static MavenExecutionRequest request(boolean interactive, int threads, TransferListener listener) {
        MavenExecutionRequest request = new DefaultMavenExecutionRequest();
        request.setInteractiveMode(interactive);
        request.setDegreeOfConcurrency(threads);
        request.setTransferListener(listener);
        return request;
    }

    /** A run of Maven, and how it shows progress. */
    private record Run(
            String name, MavenExecutionRequest request, String term, boolean terminal, ProgressLine.Style expected) {}

    @TestFactory
    Stream<DynamicTest> theLineMovesOnlyWhereSomebodySeesIt() {
        TransferListener listener = new ConsoleMavenTransferListener();
        MavenExecutionRequest plain = request(true, 1, listener);
        MavenExecutionRequest batch = request(false, 1, listener);
        MavenExecutionRequest parallel = request(true, 4, listener);
        MavenExecutionRequest silent = request(true, 1, new QuietMavenTransferListener());
        MavenExecutionRequest unknown = request(true, 1, null);
        return Stream.of(
                        new Run("a terminal", plain, "xterm", true, ProgressLine.Style.MOVING),
                        new Run("no listener known", unknown, "xterm", true, ProgressLine.Style.MOVING),
                        new Run("redirected", plain, "xterm", false, ProgressLine.Style.LINES),
                        new Run("a dumb terminal", plain, "dumb", true, ProgressLine.Style.LINES),
                        new Run("-B", batch, "xterm", true, ProgressLine.Style.NONE),
                        new Run("-T 4", parallel, "xterm", true, ProgressLine.Style.LINES),
                        new Run("-ntp", silent, "xterm", true, ProgressLine.Style.NONE))
                .map(run -> DynamicTest.dynamicTest(
                        run.name(),
                        () -> assertThat(Terminal.style(run.request(), run.term(), run.terminal()))
                                .isEqualTo(run.expected())));
    }

    @Test
    void withoutAConsoleThereIsNoTerminal() {
        assertThat(Terminal.isTerminal(null)).isFalse();
    }
}
