package dev.imagepack.io;

import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class EarlySyncTest {

    private static final int STEP = (int) EarlySync.STEP;

    private final AtomicInteger syncs = new AtomicInteger();

    @Test
    void aSmallFileIsSyncedAtItsEndOnly() throws IOException {
        EarlySync early = new EarlySync(syncs::incrementAndGet);
        early.wrote(STEP - 1);
        early.finish();

        assertThat(syncs).hasValue(0);
    }

    @Test
    void aLargeFileIsSyncedStepByStepOneAtATime() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        EarlySync early = new EarlySync(() -> {
            syncs.incrementAndGet();
            await(slow);
        });
        early.wrote(STEP);
        early.wrote(STEP);
        early.wrote(STEP);
        slow.countDown();
        early.finish();
        assertThat(syncs).hasValue(1);

        early.wrote(1);
        early.finish();
        assertThat(syncs).hasValue(2);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatTheDiskSaysMeanwhileComesOutAtTheEnd() {
        EarlySync early = new EarlySync(() -> {
            throw new IOException("no space left");
        });
        early.wrote(STEP);
        early.end();

        assertThatThrownBy(early::finish).isInstanceOf(IOException.class).hasMessage("no space left");
    }

    @Test
    void aChannelThatWasClosedIsNotTheSyncsBusiness() throws IOException {
        EarlySync early = new EarlySync(() -> {
            throw new AsynchronousCloseException();
        });
        early.wrote(STEP);
        early.finish();
    }

    @Test
    void theEndIsAwaitedUnderAnInterruptWhichIsKept() {
        EarlySync early = new EarlySync(() -> {
            Thread.onSpinWait();
            syncs.incrementAndGet();
        });
        early.wrote(STEP);
        Thread.currentThread().interrupt();
        early.end();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(syncs).hasValue(1);
    }
}
