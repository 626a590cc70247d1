package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineAddress;

/** A Docker Engine of one test, started as {@code .ci/engine} starts those of all, which the test may kill. */
public final class PrivateEngine implements AutoCloseable {

    private static final Path SCRIPT = Path.of(".ci/engine");
    private static final String CONTAINERDS_STORE = "{\"features\": {\"containerd-snapshotter\": true}}";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Path directory;
    private final String program;
    private final String flags;
    private List<ProcessHandle> ofDead = List.of();

    private PrivateEngine(Path directory, String program, List<String> flags) {
        this.directory = directory;
        this.program = program;
        this.flags = flags.stream().map(flag -> " '" + flag + "'").collect(Collectors.joining());
    }

    /**
     * Starts one of this kind with nothing in it. Skips the test where there is no dockerd that it could run.
     *
     * @param flags for dockerd, besides
     */
    public static PrivateEngine like(RealEngine kind, String... flags) throws IOException, InterruptedException {
        String program = kind.dockerd();
        // The paths of its sockets have little room.
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "imagepack-");
        PrivateEngine engine = new PrivateEngine(directory, program, List.of(flags));
        try {
            if (kind.storesInContainerd()) {
                Files.writeString(directory.resolve("daemon.json"), CONTAINERDS_STORE);
            }
            engine.startAgain();
            return engine;
        } catch (IOException | AssertionError e) {
            engine.close();
            throw e;
        }
    }

    /** Starts it with what it had; where nobody buries the dead, those whose numbers stand in files look alive. */
    public void startAgain() throws IOException, InterruptedException {
        endWhatItLeft();
        script("stop_engine \"$1\"; rm -f \"$1/docker.pid\" \"$1/exec/containerd/containerd.pid\";"
                + " DOCKERD=$2 launch_engine \"$1\"" + flags + "; await_engine \"$1\"");
    }

    private void script(String commands) throws IOException, InterruptedException {
        Command.run(
                List.of(
                        "bash",
                        "-c",
                        "set -euo pipefail; . \"$0\"; " + commands,
                        SCRIPT.toString(),
                        directory.toString(),
                        program),
                LIMIT);
    }

    /** Where it listens. */
    public EngineAddress address() {
        return EngineAddress.parse("unix://" + directory.resolve("docker.sock"));
    }

    /** Opens it; the caller closes it. */
    public Engine open() {
        return Engine.at(address());
    }

    /** Ends dockerd, and nothing that it started, without a chance to tidy up, as {@code kill -9} does. */
    public void kill() {
        try {
            ProcessHandle dockerd = ProcessHandle.of(Long.parseLong(
                            Files.readString(directory.resolve("pid")).strip()))
                    .orElseThrow();
            ofDead = dockerd.descendants().toList();
            dockerd.destroyForcibly();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What a killed one let run, such as the commands of its builds. */
    private void endWhatItLeft() {
        ofDead.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        endWhatItLeft();
        script("stop_engine \"$1\"; unmount_below \"$1\"; rm -rf --one-file-system \"$1\"");
    }
}
