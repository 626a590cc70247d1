package dev.imagepack.build.buildah;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that runs, with everything that it started: what is not done when it is closed is ended. */
final class RunningProgram implements AutoCloseable {

    /** Long enough for what was killed to be gone; whoever is left then waits for a disk or a server. */
    private static final long LONGEST_END_MILLIS = 5000;

    /** Long enough for a program that failed to be gone after its output is. */
    private static final long SHORT_MILLIS = 1000;

    private final Process process;
    private final Path directory;
    private final Tail tail = new Tail();
    private boolean closed;

    private RunningProgram(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** @param directory below which the roots of the processes lie that the program starts */
    static RunningProgram start(ProcessBuilder command, Path directory) throws IOException {
        Process process = command.start();
        process.getOutputStream().close();
        return new RunningProgram(process, directory);
    }

    /** The end of what it said so far. */
    Tail tail() {
        return tail;
    }

    /** Tells each line that it says, on whichever stream, and waits for its end. */
    int follow(Consumer<String> lines) throws InterruptedIOException {
        Thread output = listen(process.getInputStream(), lines);
        Thread errors = listen(process.getErrorStream(), lines);
        return await(output, errors);
    }

    /**
     * Does something with its output, byte by byte, and waits for its end; what it complains about is the {@link #tail}. If
     * it failed, that counts, and not that its output could not be made sense of.
     */
    int read(OutputReader reader) throws IOException {
        Thread errors = listen(process.getErrorStream(), line -> {});
        try {
            reader.read(new Interruptible(process.getInputStream()));
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted() || !hasFailed()) {
                throw e;
            }
        }
        return await(errors);
    }

    private boolean hasFailed() throws InterruptedIOException {
        try {
            return process.waitFor(SHORT_MILLIS, TimeUnit.MILLISECONDS) && process.exitValue() != 0;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while buildah runs");
    }

    /** Takes in what a program says. */
    @FunctionalInterface
    interface OutputReader {
        void read(InputStream output) throws IOException;
    }

    private Thread listen(InputStream in, Consumer<String> lines) {
        Thread thread = new Thread(
                () -> Lines.read(in, line -> {
                    tail.add(line);
                    lines.accept(line);
                }),
                "imagepack-buildah-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private int await(Thread... listeners) throws InterruptedIOException {
        try {
            int status = process.waitFor();
            for (Thread listener : listeners) {
                listener.join(LONGEST_END_MILLIS);
            }
            return status;
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /**
     * Ends it and all that it started; processes that left it, but still live in its directory, too. They are looked for once:
     * that is a walk through all of the machine's.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            end(ProcessTree.of(process.toHandle(), directory));
            closed = true;
        }
    }

    /** Ends what an earlier JVM, which was killed, let run in a directory. */
    static void endThoseIn(Path directory) {
        end(ProcessTree.in(directory));
    }

    private static void end(ProcessTree tree) {
        tree.kill();
        tree.awaitEnd(LONGEST_END_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A pipe does not notice an interrupt by itself; the next read does. */
    private static final class Interruptible extends FilterInputStream {

        Interruptible(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            refuseIfInterrupted();
            return in.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            refuseIfInterrupted();
            return in.read(buffer, offset, length);
        }

        private static void refuseIfInterrupted() throws InterruptedIOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while buildah hands over the image");
            }
        }
    }
}
