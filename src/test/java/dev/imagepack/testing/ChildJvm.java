package dev.imagepack.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A main class of the tests in a process of its own, whose lines can be read as it goes. */
public final class ChildJvm implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;

    private ChildJvm(Process process) {
        this.process = process;
        this.lines = process.inputReader();
    }

    /** Starts one of this JVM's Java. */
    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program("java")));
        command.addAll(options(main));
        command.addAll(List.of(arguments));
        return start(new ProcessBuilder(command));
    }

    /** Starts what becomes one: a command that ends in {@link #options} and arguments. */
    public static ChildJvm start(ProcessBuilder command) throws IOException {
        return new ChildJvm(
                command.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /** The path of a program that comes with this JVM. */
    public static String program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The options of {@code java} that let it run a main class of the tests. */
    public static List<String> options(Class<?> main) {
        return List.of(
                "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName());
    }

    /** Reads on until a line is this one. */
    public void awaitLine(String expected) throws IOException {
        String line;
        do {
            line = lines.readLine();
            if (line == null) {
                throw new AssertionError("the process ended before it said '" + expected + "'");
            }
        } while (!line.equals(expected));
    }

    /** Reads as many lines. */
    public void awaitLines(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            if (lines.readLine() == null) {
                throw new AssertionError("the process ended after " + i + " lines");
            }
        }
    }

    /** All lines until it ends by itself; fails unless it ends well. */
    public List<String> output() throws InterruptedException {
        List<String> all = lines.lines().toList();
        int status = process.waitFor();
        if (status != 0) {
            throw new AssertionError("the process ended with " + status + " after " + all);
        }
        return all;
    }

    /** Lets it end by itself, and says how it did. */
    public int awaitEnd() throws InterruptedException, IOException {
        while (lines.readLine() != null) {
            // Else it would wait for somebody to read.
        }
        return process.waitFor();
    }

    /** Asks it to end, as an interrupt from the keyboard does, and waits until it has. */
    public void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Kills it without a chance to tidy up, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
