package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GzipOutputTest {

    private static final Executor HERE = Runnable::run;

    @Test
    void theHeaderTellsNothingOfTheMachine() throws IOException {
        byte[] bytes = Samples.compressed(Compression.GZIP, new byte[0], HERE);
        assertThat(bytes).containsExactly(0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void theJdkReadsWhatWeWrite() throws IOException {
        byte[] plain = Samples.mixed(3_500_000);
        byte[] bytes = Samples.compressed(Compression.GZIP, plain, HERE);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes())
                .isEqualTo(plain);
    }

    @Test
    void classFilesComeOutAsSmallAsFromPlainDeflate() throws IOException {
        byte[] classes = classFiles();
        ByteArrayOutputStream jdk = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(jdk)) {
            out.write(classes);
        }
        int ours = Samples.compressed(Compression.GZIP, classes, HERE).length;
        assertThat((double) ours).isLessThan(jdk.size() * 1.01);
    }

    private static byte[] classFiles() throws IOException {
        ByteArrayOutputStream classes = new ByteArrayOutputStream();
        Path util = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base/java/util");
        try (Stream<Path> tree = Files.walk(util)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                classes.write(Files.readAllBytes(file));
            }
        }
        assertThat(classes.size()).isGreaterThan(2_000_000);
        return classes.toByteArray();
    }

    @Test
    void denseContentIsStored() throws IOException {
        int size = 3_000_000;
        assertThat(Samples.compressed(Compression.GZIP, Samples.random(size), HERE).length)
                .isBetween(size, size + size / 1000);
    }

    @Test
    void textBetweenDenseContentIsStillDeflated() throws IOException {
        byte[] plain = Samples.random(1_500_000);
        int text = 200_000;
        System.arraycopy(Samples.text(text), 0, plain, 700_001, text);
        int alone = Samples.compressed(Compression.GZIP, Samples.text(text), HERE).length;
        int together = Samples.compressed(Compression.GZIP, plain, HERE).length;
        assertThat(together - (plain.length - text)).isBetween(alone, alone + 10_000);
    }

    @Test
    void contentThatOnlyDeflateFindsDenseIsStoredToo() throws IOException {
        byte[] plain = new byte[1 << 20];
        byte[] random = Samples.random(plain.length);
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (i & 255) < 64 ? 0 : random[i];
        }
        byte[] bytes = Samples.compressed(Compression.GZIP, plain, HERE);
        assertThat(bytes.length).isLessThan(plain.length + plain.length / 1000 + 64);
        assertThat(Samples.decompressed(bytes, Compression.Algorithm.GZIP)).isEqualTo(plain);
    }

    @Test
    void aPoolWhoseThreadsAllCompressDoesNotDeadlock() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            byte[] plain = Samples.text(6_000_000);
            byte[] bytes = one.submit(() -> Samples.compressed(Compression.GZIP, plain, one))
                    .get();
            assertThat(Samples.decompressed(bytes, Compression.Algorithm.GZIP)).isEqualTo(plain);
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void workersThatNeverComeAreNotWaitedFor() throws IOException {
        byte[] plain = Samples.text(6_000_000);
        byte[] bytes = Samples.compressed(Compression.GZIP, plain, job -> {});
        assertThat(bytes).isEqualTo(Samples.compressed(Compression.GZIP, plain, HERE));
    }

    @Test
    void aFailureOfAWorkerIsThrownOnce() throws IOException {
        CountingOutput beneath = new CountingOutput(Long.MAX_VALUE);
        OutputStream out = new GzipOutput(beneath, HERE, new Deflaters(99));
        out.write(1);
        assertThatThrownBy(out::close)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("compressing failed")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThat(beneath.closes).isEqualTo(1);
        out.close();
        assertThat(beneath.closes).isEqualTo(1);
    }

    @Test
    void aFailureOfAWorkerIsThrownByALaterWrite() throws IOException {
        CountingOutput beneath = new CountingOutput(Long.MAX_VALUE);
        OutputStream out = new GzipOutput(beneath, HERE, new Deflaters(99));
        assertThatThrownBy(() -> out.write(new byte[3 << 20])).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class).hasMessageContaining("has failed");
        out.close();
        assertThat(beneath.closes).isEqualTo(1);
    }

    @Test
    void aFullDiskIsThrownAndClosingLeavesNobodyWaiting() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            CountingOutput beneath = new CountingOutput(2_000_000);
            OutputStream out = Compression.GZIP.compress(beneath, pool);
            byte[] plain = Samples.random(40_000_000);
            assertThatThrownBy(() -> out.write(plain))
                    .isInstanceOf(IOException.class)
                    .hasMessage("disk full");
            out.close();
            assertThat(beneath.closes).isEqualTo(1);
        } finally {
            pool.shutdown();
            assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void nothingIsWrittenAfterTheEnd() throws IOException {
        ByteArrayOutputStream beneath = new ByteArrayOutputStream();
        OutputStream out = Compression.GZIP.compress(beneath, HERE);
        out.close();
        out.close();
        assertThat(beneath.size()).isEqualTo(20);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class).hasMessageContaining("closed");
    }

    @Test
    void anInterruptedThreadEndsAndStaysInterrupted() throws Exception {
        CountingOutput beneath = new CountingOutput(Long.MAX_VALUE);
        Deflaters deflaters = new Deflaters(6);
        Thread[] worker = new Thread[1];
        OutputStream out = new GzipOutput(beneath, job -> worker[0] = startAndBlock(job), deflaters);
        synchronized (deflaters) {
            out.write(new byte[100]);
            Thread.currentThread().interrupt();
            assertThatThrownBy(out::close).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        worker[0].join();
        assertThat(beneath.closes).isEqualTo(1);
        out.close();
        assertThat(beneath.closes).isEqualTo(1);
    }

    /** Starts a worker that cannot get a deflater while the test holds them. */
    private static Thread startAndBlock(Runnable job) {
        Thread thread = new Thread(job);
        thread.start();
        while (thread.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void blocksAreUsedAgain() throws IOException {
        Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        OutputStream beneath = new OutputStream() {
            @Override
            public void write(int b) {}

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (bytes.length > 1 << 20) {
                    buffers.add(bytes);
                }
            }
        };
        byte[] plain = Samples.random(1 << 20);
        try (OutputStream out = Compression.GZIP.compress(beneath, HERE)) {
            for (int i = 0; i < 500; i++) {
                out.write(plain);
            }
        }
        assertThat(buffers).hasSizeBetween(1, 2 * Runtime.getRuntime().availableProcessors() + 3);
    }

    /** Fails when it is full; counts how often it is closed. */
    private static final class CountingOutput extends OutputStream {

        private long room;
        private int closes;

        CountingOutput(long room) {
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room -= length;
            if (room < 0) {
                throw new IOException("disk full");
            }
        }

        @Override
        public void close() {
            closes++;
        }
    }

    @Test
    void anEmptyTailAfterAFullBlockIsNoBlock() throws IOException {
        byte[] plain = Arrays.copyOf(Samples.text(1 << 20), 1 << 20);
        byte[] bytes = Samples.compressed(Compression.GZIP, plain, HERE);
        byte[] again = Samples.compressed(Compression.GZIP, plain, HERE);
        assertThat(bytes).isEqualTo(again);
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 14, bytes.length - 8))
                .containsExactly(0, 0, 0xFF, 0xFF, 3, 0);
    }
}
