package dev.imagepack.maven;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Shows how many bytes were written of what: on a terminal as one line that moves, elsewhere as a line of the log every ten
 * seconds, or not at all. Cheap to tell, from any thread.
 */
final class ProgressLine {

    /** How it is shown. */
    enum Style {
        MOVING,
        LINES,
        NONE
    }

    private static final long MOVE_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 10_000_000_000L;

    /** A line that wraps could not be taken back; terminals are at least this wide. */
    private static final int WIDTH = 78;

    private static final String ERASE = "\r\033[K";

    private final Style style;
    private final PrintStream terminal;
    private final Consumer<String> lines;
    private final LongSupplier clock;
    private final Map<String, LongAdder> written = new ConcurrentHashMap<>();
    private final AtomicLong due;
    private boolean shown;

    /**
     * @param terminal where the moving line goes; never closed
     * @param lines takes single lines
     * @param clock nanoseconds of any origin
     */
    ProgressLine(Style style, PrintStream terminal, Consumer<String> lines, LongSupplier clock) {
        this.style = style;
        this.terminal = terminal;
        this.lines = lines;
        this.clock = clock;
        this.due = new AtomicLong(clock.getAsLong() + pause());
    }

    private long pause() {
        return style == Style.MOVING ? MOVE_NANOS : LINE_NANOS;
    }

    /** So many bytes more were written for {@code label}. */
    void advanced(String label, long bytes) {
        if (style == Style.NONE) {
            return;
        }
        written.computeIfAbsent(label, key -> new LongAdder()).add(bytes);
        long now = clock.getAsLong();
        long next = due.get();
        if (now - next >= 0 && due.compareAndSet(next, now + pause())) {
            show();
        }
    }

    private synchronized void show() {
        String text = text();
        if (text.isEmpty()) {
            return;
        }
        if (style == Style.MOVING) {
            terminal.print(ERASE + (text.length() > WIDTH ? text.substring(0, WIDTH - 1) + "…" : text));
            terminal.flush();
            shown = true;
        } else {
            lines.accept(text);
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(written)
                .forEach((label, bytes) -> text.append(text.isEmpty() ? "" : ", ")
                        .append(label)
                        .append(": ")
                        .append(Readable.bytes(bytes.sum()))
                        .append(" written"));
        return text.toString();
    }

    /** Nothing more is to be said of {@code label}. */
    void finished(String label) {
        written.remove(label);
    }

    /** Runs {@code print}, which writes whole lines, with the moving line out of the way. */
    synchronized void aside(Runnable print) {
        if (shown) {
            terminal.print(ERASE);
            terminal.flush();
            shown = false;
        }
        print.run();
    }
}
