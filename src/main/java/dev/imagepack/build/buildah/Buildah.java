package dev.imagepack.build.buildah;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.imagepack.io.ScratchDirectory;

/**
 * The program at work in a directory of its own, which holds all images, containers and temporary files that it makes. Closing
 * it ends what runs and removes the directory; so does the end of this JVM. The user's own images are neither seen nor touched.
 */
final class Buildah implements AutoCloseable {

    private static final String PURPOSE = "buildah";

    private final Path program;
    private final Map<String, String> environment;
    private final Setup setup;
    private final Path directory;
    private final Consumer<String> warnings;
    private final List<RunningProgram> running = new ArrayList<>();
    private final Thread atShutdown = new Thread(this::remove, "imagepack-buildah-shutdown");
    private boolean removed;

    private Buildah(
            Path program, Map<String, String> environment, Setup setup, Path directory, Consumer<String> warnings) {
        this.program = program;
        this.environment = environment;
        this.setup = setup;
        this.directory = directory;
        this.warnings = warnings;
    }

    /**
     * Makes a new directory below {@code parent}, and removes those that dead processes left there.
     *
     * @param environment of this process
     * @param warnings told when something cannot be removed
     */
    static Buildah in(
            Path parent, Path program, Map<String, String> environment, Setup setup, Consumer<String> warnings)
            throws IOException {
        for (Path left : ScratchDirectory.leftovers(parent, PURPOSE)) {
            RunningProgram.endThoseIn(left.toRealPath());
            new Buildah(program, environment, setup, left.toRealPath(), warning -> {}).remove();
        }
        Path directory = ScratchDirectory.create(parent, PURPOSE).toRealPath();
        Buildah buildah = new Buildah(program, environment, setup, directory, warnings);
        Files.createDirectory(directory.resolve("tmp"));
        Runtime.getRuntime().addShutdownHook(buildah.atShutdown);
        return buildah;
    }

    /** A place for a file or a directory of the build; gone with all the others. */
    Path path(String name) {
        return directory.resolve(name);
    }

    Setup setup() {
        return setup;
    }

    /** Runs it for an answer, a short one, without blanks around it. */
    String ask(List<String> arguments) throws IOException, BuildahFailure {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        read(arguments, output -> output.transferTo(answer));
        return answer.toString(StandardCharsets.UTF_8).strip();
    }

    /** Runs it and tells each line that it, or a command that it runs, says. */
    void follow(List<String> arguments, Consumer<String> lines) throws IOException, BuildahFailure {
        try (RunningProgram run = start(command(arguments).redirectErrorStream(true))) {
            refuseFailure(run.follow(lines), run);
        }
    }

    /** Runs it for its output, which may be large. */
    void read(List<String> arguments, RunningProgram.OutputReader reader) throws IOException, BuildahFailure {
        try (RunningProgram run = start(command(arguments))) {
            refuseFailure(run.read(reader), run);
        }
    }

    private static void refuseFailure(int status, RunningProgram run) throws BuildahFailure {
        if (status != 0) {
            throw new BuildahFailure(status, run.tail().lines());
        }
    }

    private ProcessBuilder command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(
                "--root", path("store").toString(), "--runroot", path("run").toString()));
        command.addAll(setup.storage());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("TMPDIR", path("tmp").toString());
        if (!isOwnDirectory(environment.getOrDefault("XDG_RUNTIME_DIR", ""))) {
            builder.environment().put("XDG_RUNTIME_DIR", path("tmp").toString());
        }
        return builder;
    }

    /** A user who was switched to by su or sudo may have another one's, and buildah would fail over it. */
    private static boolean isOwnDirectory(String path) {
        return !path.isEmpty() && Files.isDirectory(Path.of(path)) && Files.isWritable(Path.of(path));
    }

    private synchronized RunningProgram start(ProcessBuilder command) throws IOException {
        if (removed) {
            throw new IOException(directory + " is gone already");
        }
        RunningProgram run = RunningProgram.start(command, directory);
        running.add(run);
        return run;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (IllegalStateException e) {
            // The JVM ends; then it is the hook that removes, or has removed.
        }
        remove();
    }

    /** An interrupt does not keep it from tidying up. */
    private synchronized void remove() {
        if (removed) {
            return;
        }
        removed = true;
        boolean interrupted = Thread.interrupted();
        try {
            running.forEach(RunningProgram::close);
            unmount();
            delete();
        } catch (IOException e) {
            warnings.accept(directory + " is left behind: " + e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A killed build leaves the files of its container mounted. */
    private void unmount() throws IOException {
        if (Mounts.below(directory)) {
            tidy(List.of("rm", "--all"));
        }
        if (Mounts.below(directory)) {
            throw new IOException("something is still mounted below it");
        }
    }

    /** Files of an ordinary user's containers may belong to other user IDs, which only a namespace of the user's can remove. */
    private void delete() throws IOException {
        try {
            ScratchDirectory.delete(directory);
        } catch (IOException e) {
            // Newer ones do not begin without it, and it may be gone already.
            Files.createDirectories(path("tmp"));
            tidy(List.of(
                    "unshare",
                    "rm",
                    "-rf",
                    path("store").toString(),
                    path("tmp").toString()));
            ScratchDirectory.delete(directory);
        }
    }

    private void tidy(List<String> arguments) throws IOException {
        try (RunningProgram run = RunningProgram.start(command(arguments), directory)) {
            run.follow(line -> {});
        }
    }
}
