package dev.imagepack.build.buildah;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RunningProgramTest {

    @TempDir
    Path directory;

    @Test
    void itsLinesAreToldAndTheLastOnesKept() throws Exception {
        List<String> lines = new ArrayList<>();
        try (RunningProgram run = start("i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo line $i; done; exit 7")) {
            assertThat(run.follow(lines::add)).isEqualTo(7);
            assertThat(run.tail().lines()).hasSize(20).startsWith("line 11").endsWith("line 30");
        }
        assertThat(lines).hasSize(30);
    }

    @Test
    void itsOutputIsReadWhileItsComplaintsAreKept() throws Exception {
        try (RunningProgram run = start("printf bytes; echo complaint >&2")) {
            List<byte[]> read = new ArrayList<>();
            assertThat(run.read(output -> read.add(output.readAllBytes()))).isZero();
            assertThat(read.get(0)).asString().isEqualTo("bytes");
            assertThat(run.tail().lines()).containsExactly("complaint");
        }
    }

    @Test
    void closingEndsItAndAllThatItStarted() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        RunningProgram run = start("sleep 600 & echo $!; echo $$; wait");
        Thread follower = new Thread(() -> followed(run, lines));
        follower.start();
        List<ProcessHandle> processes = List.of(process(lines), process(lines));
        assertThat(processes).allMatch(ProcessHandle::isAlive);

        run.close();

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        follower.join();
    }

    @Test
    void anInterruptEndsTheWaiting() throws Exception {
        try (RunningProgram run = start("sleep 600")) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> run.follow(line -> {}));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void followed(RunningProgram run, BlockingQueue<String> lines) {
        try {
            run.follow(lines::add);
        } catch (InterruptedIOException e) {
            throw new AssertionError(e);
        }
    }

    private static ProcessHandle process(BlockingQueue<String> lines) throws InterruptedException {
        Optional<String> line = Optional.ofNullable(lines.poll(60, TimeUnit.SECONDS));
        return ProcessHandle.of(Long.parseLong(line.orElseThrow())).orElseThrow();
    }

    private RunningProgram start(String script) throws Exception {
        return RunningProgram.start(new ProcessBuilder("/bin/sh", "-c", script), directory);
    }
}
