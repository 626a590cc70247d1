package dev.imagepack.maven;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.apache.maven.execution.MavenExecutionRequest;
import org.jspecify.annotations.Nullable;

/** Finds out whether somebody looks at a terminal where a line may move. */
final class Terminal {

    private Terminal() {}

    /** How progress shall be shown in this Maven run. */
    static ProgressLine.Style style(MavenExecutionRequest request) {
        return style(request, System.getenv("TERM"), isTerminal(System.console()));
    }

    /**
     * How progress shall be shown in a Maven run: not at all with {@code -B} or {@code -ntp}.
     *
     * @param term the kind of terminal, as the environment says it
     * @param isTerminal whether output goes to a terminal at all
     */
    static ProgressLine.Style style(MavenExecutionRequest request, @Nullable String term, boolean isTerminal) {
        if (!request.isInteractiveMode() || isWithoutTransfers(request)) {
            return ProgressLine.Style.NONE;
        }
        boolean moves = isTerminal && !"dumb".equals(term) && request.getDegreeOfConcurrency() <= 1;
        return moves ? ProgressLine.Style.MOVING : ProgressLine.Style.LINES;
    }

    /**
     * Whether {@code -ntp} was given. No interface tells, but Maven then listens to transfers with a class of its own that
     * says nothing, and has called it so since the option exists (3.6.1).
     */
    private static boolean isWithoutTransfers(MavenExecutionRequest request) {
        Object listener = request.getTransferListener();
        return listener != null && listener.getClass().getSimpleName().startsWith("Quiet");
    }

    /** Since Java 22 there may be a console without a terminal; only that Java has the method that tells. */
    static boolean isTerminal(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** The terminal itself: Maven 4 turns what is written to System.out into lines of the log. */
    static PrintStream stream() {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }
}
