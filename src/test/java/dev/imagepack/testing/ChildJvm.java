package dev.imagepack.cache;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of the tests in a process of its own, whose lines can be read as it goes. */
final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private ChildJvm(Process process) {
        this.process = process;
        this.lines = process.inputReader();
    }

    static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Reads on until a line is this one. */
    void awaitLine(String expected) throws IOException {
        String line;
        do {
            line = lines.readLine();
            if (line == null) {
                throw new AssertionError("the process ended before it said '" + expected + "'");
            }
        } while (!line.equals(expected));
    }

    /** Reads as many lines. */
    void awaitLines(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            if (lines.readLine() == null) {
                throw new AssertionError("the process ended after " + i + " lines");
            }
        }
    }

    /** Lets it end by itself, and says how it did. */
    int awaitEnd() throws InterruptedException, IOException {
        while (lines.readLine() != null) {
            // Else it would wait for somebody to read.
        }
        return process.waitFor();
    }

    /** Kills it without a chance to tidy up, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
