package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class LayerPipeTest {

    /** More than it holds at a time, and no whole number of its blocks. */
    private static final byte[] BYTES = new byte[5_000_001];

    static {
        new Random(1).nextBytes(BYTES);
    }

    private final LayerPipe pipe = new LayerPipe();

    private static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private FutureTask<Boolean> fill(InputStream in) {
        return start(() -> {
            pipe.fill(in);
            return true;
        });
    }

    @Test
    void everyByteComesOutOnce() throws Exception {
        FutureTask<Boolean> filling = fill(new ByteArrayInputStream(BYTES));

        assertThat(pipe.readAllBytes()).isEqualTo(BYTES);
        assertThat(pipe.read()).isNegative();
        assertThat(filling.get()).isTrue();
    }

    @Test
    void nothingIsAnEndToo() throws Exception {
        pipe.fill(InputStream.nullInputStream());

        assertThat(pipe.read()).isNegative();
    }

    @Test
    void whatIsNotWantedIsNotRead() throws Exception {
        CountingInput in = new CountingInput(new ByteArrayInputStream(BYTES));
        FutureTask<Boolean> filling = fill(in);
        pipe.read();
        pipe.close();

        assertThat(filling.get()).isTrue();
        assertThat(in.count).isLessThan(BYTES.length);
    }

    /** It must not look like a shorter layer. */
    @Test
    void aStreamThatBreaksOffIsNoEnd() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(BYTES, 0, 100_000), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        });
        FutureTask<Boolean> filling = fill(broken);

        assertThatThrownBy(pipe::readAllBytes).isInstanceOf(IOException.class);
        assertThatThrownBy(filling::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("connection reset");
    }

    @Test
    void whoWaitsForBytesCanBeInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(pipe::read).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whoWaitsForRoomCanBeInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pipe.fill(new ByteArrayInputStream(BYTES))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static final class CountingInput extends FilterInputStream {

        private volatile long count;

        CountingInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = in.read(bytes, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
