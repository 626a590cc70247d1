package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ParallelTest {

    private static final List<Integer> NUMBERS = IntStream.range(0, 50).boxed().toList();

    @Test
    void resultsComeInTheOrderOfTheValues() throws IOException {
        assertThat(Parallel.map(NUMBERS, number -> number * 2))
                .isEqualTo(NUMBERS.stream().map(number -> number * 2).toList());
        assertThat(Parallel.map(List.of(), number -> number)).isEmpty();
    }

    @Test
    void theFirstFailureInThatOrderIsThrownWhenAllHaveEnded() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Parallel.map(NUMBERS, number -> {
                    begun.incrementAndGet();
                    try {
                        if (number == 7 || number == 3) {
                            throw new IOException("number " + number);
                        }
                        return number;
                    } finally {
                        ended.incrementAndGet();
                    }
                }))
                .withMessage("number 3");
        assertThat(ended.get()).isEqualTo(begun.get());
    }

    @Test
    void uncheckedFailuresStayWhatTheyAre() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Parallel.map(NUMBERS, number -> {
                    throw new IllegalStateException("x");
                }));
    }

    @Test
    void anInterruptIsKept() {
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> Parallel.map(List.of(1, 2), number -> number));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void bothOfTwoThingsAreGotAtOnce() throws IOException {
        CountDownLatch met = new CountDownLatch(2);
        Parallel.Source<Boolean> meet = () -> {
            met.countDown();
            return isThere(met);
        };
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor only");

        boolean both = Parallel.both(meet, meet, Boolean::logicalAnd);
        assertThat(both).isTrue();
    }

    private static boolean isThere(CountDownLatch met) throws InterruptedIOException {
        try {
            return met.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Test
    void theFaultOfTheFirstOfTwoIsTold() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Parallel.both(failing("first"), failing("second"), (one, other) -> one))
                .withMessage("first");
    }

    private static Parallel.Source<String> failing(String message) {
        return () -> {
            throw new IOException(message);
        };
    }
}
