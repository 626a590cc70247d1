package dev.imagepack.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Assumptions;

/**
 * A program that nobody here wrote, found on the {@code PATH}, which judges our outputs.
 *
 * <p>Not every machine has it. {@link #require()} then skips the test with a line that names the program; where the
 * system property {@code imagepack.tools} is {@code required}, it fails instead.
 */
public enum Tool {
    /** Reads and copies layouts, archives and the images of registries. */
    SKOPEO("skopeo", Tool::starts),
    /** Unpacks layouts; for root only, since nobody else could give the files their owners. */
    UMOCI("umoci", Tool::startsForRoot),
    /** Loads archives into a store of its own; for root only, since the stores of other users need set-up. */
    PODMAN("podman", Tool::startsForRoot),
    /** Builds images without a daemon; for root only, like podman. */
    BUILDAH("buildah", Tool::startsForRoot),
    /** The client of a Docker Engine that answers. */
    DOCKER("docker", Tool::engineAnswers),
    /** The same client, where it has the engine build with BuildKit: a newer one needs a plugin for that. */
    BUILDKIT("docker", Tool::buildsWithBuildKit),
    /** The engine itself, so that a test can have one of its own; for root only. */
    DOCKERD("dockerd", Tool::startsForRoot),
    /** GNU tar, the oracle for the bytes of a layer; the tar of other systems does not know its options. */
    TAR("tar", Tool::isGnu),
    /** Gives files modes that are written with letters. */
    CHMOD("chmod", Tool::starts),
    /** Many commands in one static program, which runs in an image that holds nothing else. */
    BUSYBOX("busybox", Tool::isStatic),
    /** The registry of the distribution project. */
    DOCKER_REGISTRY("docker-registry", Tool::starts);

    /** How long one call may take; the slowest known one loads some hundred megabytes. */
    private static final Duration TIME_LIMIT = Duration.ofMinutes(3);

    /** How long a program may take to say its version; an engine that hangs counts as none. */
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    /** What {@link #missing()} found out; asking an engine takes time, and the answer stays the same. */
    private static final Map<Tool, Optional<String>> MISSING = new ConcurrentHashMap<>();

    private static final String PATH = System.getenv().getOrDefault("PATH", "");

    private final String program;
    private final Probe probe;

    Tool(String program, Probe probe) {
        this.program = program;
        this.probe = probe;
    }

    /** Finds out whether an installed program is of use. */
    private interface Probe {

        /** Empty when {@code program} can be used, else the reason why not. Fails when the program does. */
        Optional<String> hindrance(Path program) throws IOException, InterruptedException;
    }

    /**
     * Goes on only where this tool can be used; elsewhere the test counts as skipped, or as failed when
     * {@code imagepack.tools} is {@code required}. The message names the tool and the reason.
     *
     * @return this tool
     */
    public Tool require() {
        missing().ifPresent(Tool::miss);
        return this;
    }

    /** Skips the test for this reason, or fails it when {@code imagepack.tools} is {@code required}. */
    public static void miss(String reason) {
        miss(reason, System.getProperty("imagepack.tools", "optional"));
    }

    static void miss(String reason, String tools) {
        if (tools.equals("required")) {
            throw new AssertionError(reason + ", and imagepack.tools=required");
        }
        Assumptions.abort("skipped: " + reason);
    }

    /** Empty when this tool can be used here, else the reason why not, which is also printed once. */
    public Optional<String> missing() {
        return MISSING.computeIfAbsent(this, tool -> {
            Optional<String> reason = tool.hindrance();
            reason.ifPresent(text -> System.out.println("imagepack.tools: " + text));
            return reason;
        });
    }

    private Optional<String> hindrance() {
        try {
            Optional<Path> file = find(program, PATH);
            return file.isEmpty() ? Optional.of(program + " is not installed") : probe.hindrance(file.get());
        } catch (IOException | AssertionError e) {
            return Optional.of(program + " is of no use here: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(program + " was not asked, because the test was interrupted");
        }
    }

    /**
     * Runs the program with these arguments, without input, and waits for it, three minutes at most.
     *
     * @return its standard output, read as UTF-8
     * @throws AssertionError if it failed, ran out of time or wrote megabytes; the message holds the command, the exit
     *     status and the end of what it said
     */
    public String run(String... arguments) throws IOException, InterruptedException {
        return run(List.of(arguments));
    }

    /** As {@link #run(String...)}. */
    public String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        return Command.run(command, TIME_LIMIT);
    }

    /** The program's file, so that it can be put into an image. */
    public Path file() {
        return find(program, PATH).orElseThrow(() -> new AssertionError(program + " is not installed"));
    }

    static Optional<Path> find(String program, String path) {
        return Arrays.stream(path.split(Pattern.quote(File.pathSeparator)))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private static Optional<String> starts(Path program) throws IOException, InterruptedException {
        Command.run(List.of(program.toString(), "--version"), PROBE_LIMIT);
        return Optional.empty();
    }

    private static Optional<String> startsForRoot(Path program) throws IOException, InterruptedException {
        return System.getProperty("user.name").equals("root")
                ? starts(program)
                : Optional.of(program.getFileName() + " is run by root only");
    }

    private static Optional<String> engineAnswers(Path program) throws IOException, InterruptedException {
        Command.run(List.of(program.toString(), "version", "--format", "{{.Server.Version}}"), PROBE_LIMIT);
        return Optional.empty();
    }

    private static Optional<String> buildsWithBuildKit(Path program) throws IOException, InterruptedException {
        engineAnswers(program);
        try {
            Command.run(BuildKit.command("build", "--help"), PROBE_LIMIT);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of("docker cannot build with BuildKit here: " + e.getMessage());
        }
    }

    private static Optional<String> isGnu(Path program) throws IOException, InterruptedException {
        return Command.run(List.of(program.toString(), "--version"), PROBE_LIMIT)
                        .contains("GNU")
                ? Optional.empty()
                : Optional.of("tar is not GNU tar");
    }

    private static Optional<String> isStatic(Path program) throws IOException {
        try (InputStream in = Files.newInputStream(program)) {
            // A program that needs shared libraries names its loader in the first page (ELF, segment PT_INTERP).
            String head = new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1);
            return head.contains("/ld-") ? Optional.of(program.getFileName() + " is not static") : Optional.empty();
        }
    }
}
