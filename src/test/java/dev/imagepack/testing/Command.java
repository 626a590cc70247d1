package dev.imagepack.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs another program to its end: no input, a time limit, output that fits into memory. */
final class Command {

    /** A test that expects more output than this should look at a file. */
    static final int MAX_OUTPUT = 4 << 20;

    /** How much of what a failed program said goes into the message. */
    private static final int TAIL = 2000;

    private Command() {}

    /**
     * Runs a program and waits for it. One that takes too long is ended, with all that it started.
     *
     * @param command the program and its arguments
     * @return its standard output, read as UTF-8
     * @throws AssertionError if it failed, ran out of time or wrote more than {@link #MAX_OUTPUT} bytes; the message
     *     holds the command, the exit status and the end of what it said
     */
    static String run(List<String> command, Duration limit) throws IOException, InterruptedException {
        // Files, because two pipes would need two threads to empty them.
        Path output = Files.createTempFile("command-", ".out");
        Path errors = Files.createTempFile("command-", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            String end = await(process, limit);
            if (!end.equals("exit 0")) {
                throw failure(command, end + tail(errors) + tail(output));
            }
            if (Files.size(output) > MAX_OUTPUT) {
                throw failure(command, "wrote more than " + MAX_OUTPUT + " bytes");
            }
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private static String await(Process process, Duration limit) throws InterruptedException {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                    ? "exit " + process.exitValue()
                    : "not done after " + limit.toMillis() + " ms";
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static AssertionError failure(List<String> command, String what) {
        return new AssertionError(String.join(" ", command) + ": " + what);
    }

    private static String tail(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - TAIL));
            String tail = new String(in.readNBytes(TAIL), StandardCharsets.UTF_8).strip();
            return tail.isEmpty() ? "" : "\n" + tail;
        }
    }
}
