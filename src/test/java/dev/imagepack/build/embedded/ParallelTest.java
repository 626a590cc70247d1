package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
}
