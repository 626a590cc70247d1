package dev.imagepack.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A program that nobody here wrote. Without it a test is skipped by name, or fails with {@code -Dimagepack.tools=required}. */
final class Program {

    private final String name;

    private Program(String name) {
        this.name = name;
    }

    static Program named(String name) {
        boolean installed = Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        if (!installed && "required".equals(System.getProperty("imagepack.tools"))) {
            fail(name + " is not installed");
        }
        assumeTrue(installed, name + " is not installed");
        return new Program(name);
    }

    /** What it prints, when it succeeds. */
    byte[] run(Path directory, String... arguments) throws IOException {
        Process process = start(directory, arguments);
        byte[] printed;
        try (InputStream in = process.getInputStream()) {
            printed = in.readAllBytes();
        }
        assertThat(process.onExit().join().exitValue())
                .as("%s %s in %s: %s", name, List.of(arguments), directory, text(printed))
                .isZero();
        return printed;
    }

    String print(Path directory, String... arguments) throws IOException {
        return text(run(directory, arguments));
    }

    private Process start(Path directory, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(name), Stream.of(arguments)).toList());
        builder.directory(directory.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TZ", "UTC");
        return builder.start();
    }

    private static String text(byte[] printed) {
        return new String(printed, StandardCharsets.UTF_8);
    }
}
