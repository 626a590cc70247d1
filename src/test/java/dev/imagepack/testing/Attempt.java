package dev.imagepack.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;

import com.sun.management.ThreadMXBean;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gives a reader what a stranger might have written, and holds it to what all our readers promise: it is read, or refused
 * with a message for its author, in bounded time and memory. Time is that of the processor and memory what this thread
 * asked for, so that a busy machine fails nothing.
 */
public final class Attempt {

    /** Inputs are a few kilobytes. Fuzzing slows code down tenfold; what is out of hand takes minutes. */
    private static final long MOST_NANOS = 10_000_000_000L;

    /** What readers allocate for good reason stays far below. */
    private static final long MOST_BYTES = 400L << 20;

    /** Room for the twenty faults that are listed at most, each with its advice; longer messages repeat what was read. */
    private static final int LONGEST_MESSAGE = 8000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Attempt() {}

    /** Whatever is put to the test. */
    @FunctionalInterface
    public interface Reader<T> {
        T read() throws IOException;
    }

    /** What a reader of files made of its input; empty if it refused it for its author or as damaged. */
    public static <T> Optional<T> of(Reader<T> reader) {
        return within(() -> {
            try {
                return Optional.of(reader.read());
            } catch (ImagepackException e) {
                assertThat(e.advice()).isNotBlank();
                return refused(e);
            } catch (IOException e) {
                return refused(e);
            }
        });
    }

    /** As {@link #of}, for a parser that documents an IllegalArgumentException, which none of its own helpers threw. */
    public static <T> Optional<T> ofValue(Reader<T> parser) {
        return of(() -> {
            try {
                return parser.read();
            } catch (IllegalArgumentException e) {
                assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
                throw new IOException(e.getMessage(), e);
            }
        });
    }

    private static <T> Optional<T> refused(Exception e) {
        assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(LONGEST_MESSAGE);
        return Optional.empty();
    }

    private static <T> Optional<T> within(Reader<Optional<T>> attempt) {
        Measured<T> first = measured(attempt);
        if (first.isOutOfHand()) {
            // Classes were loaded, perhaps, and rewritten by a fuzzer.
            Measured<T> again = measured(attempt);
            assertThat(again.isOutOfHand()).as(again.toString()).isFalse();
        }
        return first.result;
    }

    private static <T> Measured<T> measured(Reader<Optional<T>> attempt) {
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Optional<T> result = attempt.read();
            return new Measured<>(
                    result,
                    THREADS.getCurrentThreadCpuTime() - nanos,
                    THREADS.getCurrentThreadAllocatedBytes() - bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What an attempt gave and what it took. */
    private record Measured<T>(Optional<T> result, long nanos, long bytes) {

        boolean isOutOfHand() {
            return nanos > MOST_NANOS || bytes > MOST_BYTES;
        }
    }
}
