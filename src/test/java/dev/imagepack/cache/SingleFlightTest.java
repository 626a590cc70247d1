package dev.imagepack.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;

import static dev.imagepack.cache.TestLayers.digest;
import static dev.imagepack.cache.TestLayers.layer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class SingleFlightTest {

    @TempDir
    Path root;

    /** A thread of its own for each; started, and waiting for something when this returns. */
    private static <T> FutureTask<T> startAndWaitUntilBlocked(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.WAITING && !task.isDone()) {
            Thread.onSpinWait();
        }
        return task;
    }

    @Test
    void threadsThatNeedOneLayerWaitForOneMaker() throws Exception {
        CountDownLatch made = new CountDownLatch(1);
        AtomicInteger makers = new AtomicInteger();
        try (Cache cache = Cache.open(root)) {
            Cache.LayerMaker maker = () -> {
                makers.incrementAndGet();
                await(made);
                return layer(cache.blobs(), "content");
            };
            List<FutureTask<StoredLayer>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(startAndWaitUntilBlocked(() -> cache.layer(digest("key"), maker)));
            }
            made.countDown();

            for (FutureTask<StoredLayer> task : tasks) {
                assertThat(task.get()).isEqualTo(tasks.get(0).get());
            }
        }
        assertThat(makers).hasValue(1);
    }

    @Test
    void threadsThatNeedOneBlobWaitForOneMaker() throws Exception {
        CountDownLatch made = new CountDownLatch(1);
        AtomicInteger makers = new AtomicInteger();
        byte[] bytes = "downloaded".getBytes(StandardCharsets.UTF_8);
        try (Cache cache = Cache.open(root)) {
            Cache.BlobMaker maker = () -> {
                makers.incrementAndGet();
                await(made);
                cache.blobs().put(bytes);
            };
            List<FutureTask<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(startAndWaitUntilBlocked(() -> cache.blob(Digest.of(bytes), maker)));
            }
            made.countDown();

            for (FutureTask<Long> task : tasks) {
                assertThat(task.get()).isEqualTo(bytes.length);
            }
            assertThat(cache.blob(Digest.of(bytes), maker)).isEqualTo(bytes.length);
        }
        assertThat(makers).hasValue(1);
    }

    @Test
    void twoCachesThatShareTheirFlightsMakeALayerOnce() throws Exception {
        SingleFlight flights = new SingleFlight();
        CountDownLatch made = new CountDownLatch(1);
        AtomicInteger makers = new AtomicInteger();
        try (Cache one = Cache.open(root, flights);
                Cache other = Cache.open(root, flights)) {
            Cache.LayerMaker maker = () -> {
                makers.incrementAndGet();
                await(made);
                return layer(one.blobs(), "content");
            };
            FutureTask<StoredLayer> first = startAndWaitUntilBlocked(() -> one.layer(digest("key"), maker));
            FutureTask<StoredLayer> second = startAndWaitUntilBlocked(() -> other.layer(digest("key"), maker));
            made.countDown();

            assertThat(second.get()).isEqualTo(first.get());
        }
        assertThat(makers).hasValue(1);
    }

    @Test
    void aFailureGoesToAllWhoWaitAndIsForgotten() throws Exception {
        CountDownLatch fail = new CountDownLatch(1);
        IOException failure = new IOException("disk full");
        try (Cache cache = Cache.open(root)) {
            Cache.LayerMaker failing = () -> {
                await(fail);
                throw failure;
            };
            FutureTask<StoredLayer> maker = startAndWaitUntilBlocked(() -> cache.layer(digest("key"), failing));
            FutureTask<StoredLayer> waiter = startAndWaitUntilBlocked(() -> cache.layer(digest("key"), failing));
            fail.countDown();

            assertThatThrownBy(maker::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(failure);
            assertThatThrownBy(waiter::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(failure);
            assertThat(cache.layer(digest("key"), () -> layer(cache.blobs(), "content")))
                    .isNotNull();
        }
    }

    @Test
    void anUncheckedFailureStaysWhatItIs() throws Exception {
        try (Cache cache = Cache.open(root)) {
            assertThatThrownBy(() -> cache.layer(digest("key"), () -> {
                        throw new IllegalStateException("broken maker");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken maker");
        }
    }

    @Test
    void aWaiterThatIsInterruptedEndsWithoutHarmToTheMaker() throws Exception {
        CountDownLatch made = new CountDownLatch(1);
        try (Cache cache = Cache.open(root)) {
            FutureTask<StoredLayer> maker = startAndWaitUntilBlocked(() -> cache.layer(digest("key"), () -> {
                await(made);
                return layer(cache.blobs(), "content");
            }));
            FutureTask<Boolean> waiter = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                try {
                    cache.layer(digest("key"), () -> layer(cache.blobs(), "content"));
                    return false;
                } catch (InterruptedIOException e) {
                    return Thread.currentThread().isInterrupted();
                }
            });
            new Thread(waiter).start();

            assertThat(waiter.get()).isTrue();
            made.countDown();
            assertThat(maker.get().tarSize()).isPositive();
        }
    }

    /** One module's build may fail, and with it what it fetched, while others need the same. */
    @Test
    void aMakerThatIsInterruptedLeavesTheWorkToOneWhoWaits() throws Exception {
        AtomicInteger makers = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        try (Cache cache = Cache.open(root)) {
            FutureTask<StoredLayer> maker = new FutureTask<>(() -> cache.layer(digest("key"), () -> {
                begun.countDown();
                return interrupted();
            }));
            Thread thread = new Thread(maker);
            thread.start();
            begun.await();
            List<FutureTask<StoredLayer>> waiters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiters.add(startAndWaitUntilBlocked(() -> cache.layer(digest("key"), () -> {
                    makers.incrementAndGet();
                    return layer(cache.blobs(), "content");
                })));
            }
            thread.interrupt();

            for (FutureTask<StoredLayer> waiter : waiters) {
                assertThat(waiter.get().tarSize()).isPositive();
            }
            assertThatThrownBy(maker::get).hasCauseInstanceOf(InterruptedIOException.class);
        }
        assertThat(makers).hasValue(1);
    }

    /** Waits until this thread is interrupted, and stays so, as everything does that reads or writes. */
    private static StoredLayer interrupted() throws InterruptedIOException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
