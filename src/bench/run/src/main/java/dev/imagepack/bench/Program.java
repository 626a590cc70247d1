package dev.imagepack.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program of this machine. */
record Program(Path file) {

    /** The one that the PATH has first under this name. */
    static Optional<Program> find(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(part -> Path.of(part, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Program::new);
    }

    /**
     * Runs it to its end.
     *
     * @param log gets what it says
     * @throws IllegalStateException with what it said, when it fails
     */
    Sample run(Map<String, String> environment, Path log, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Sample sample = Sample.of(builder);
        if (sample.status() != 0) {
            throw new IllegalStateException(command + " failed:\n" + Files.readString(log));
        }
        return sample;
    }
}
