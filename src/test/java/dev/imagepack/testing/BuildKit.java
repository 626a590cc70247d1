package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The builder inside of the Docker Engine that the {@code docker} client finds: the measure of ours. What it built is
 * asked for twice, as the file tree that the engine itself stacked, and as the image that {@code docker save} gives.
 * The names of its images are its own, and {@link #close()} takes them away again.
 */
public final class BuildKit implements AutoCloseable {

    private static final Duration TIME_LIMIT = Duration.ofMinutes(3);

    private final Path scratch;
    private final String repository = "imagepack.test/" + UUID.randomUUID();
    private final Set<String> names = new LinkedHashSet<>();

    /**
     * Skips the test where there is no such engine.
     *
     * @param scratch an existing directory that outlives this
     */
    public BuildKit(Path scratch) {
        Tool.BUILDKIT.require();
        this.scratch = scratch;
    }

    /**
     * What came out.
     *
     * @param tree a tar of all files of the image, as one
     * @param archive a docker-archive of the image
     */
    public record Image(Path tree, Path archive) {}

    /** A name for an image here. */
    public String name(String tag) {
        return repository + ":" + tag;
    }

    /** Loads an archive of one image, which must be called by a {@link #name}. */
    public void load(Path archive) throws IOException, InterruptedException {
        names.addAll(Loaded.images(Tool.DOCKER.run("load", "--quiet", "--input", archive.toString())));
    }

    /** The engine's version. */
    public String version() throws IOException, InterruptedException {
        return Tool.DOCKER.run("version", "--format", "{{.Server.Version}}").strip();
    }

    /** The engine does not build it; the message is the end of what it said. */
    public static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message);
        }
    }

    /**
     * Builds an image.
     *
     * @param tag a part of the image's name that no other build here has
     * @param options of {@code docker build}
     */
    public Image build(String tag, List<String> options, Path context)
            throws IOException, InterruptedException, Refusal {
        try {
            build(List.of("--tag", name(tag)), options, context);
        } catch (AssertionError e) {
            throw new Refusal(e.getMessage());
        }
        names.add(name(tag));
        Path tree = scratch.resolve(tag + "-tree.tar");
        build(List.of("--output", "type=tar,dest=" + tree), options, context);
        return new Image(tree, save(tag));
    }

    /** What the engine calls an image that was built here, then its diff IDs, bottom first. */
    public List<String> inspect(String tag) throws IOException, InterruptedException {
        String format = "{{.Id}}{{range .RootFS.Layers}} {{.}}{{end}}";
        return List.of(Tool.DOCKER
                .run("image", "inspect", "--format", format, name(tag))
                .strip()
                .split(" "));
    }

    /** Saves an image that was built here. */
    private Path save(String tag) throws IOException, InterruptedException {
        Path archive = scratch.resolve(tag + "-image.tar");
        Tool.DOCKER.run("save", "--output", archive.toString(), name(tag));
        return archive;
    }

    private static void build(List<String> outputs, List<String> options, Path context)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command("build", "--progress", "plain"));
        command.addAll(outputs);
        command.addAll(options);
        command.add(context.toString());
        Command.run(command, TIME_LIMIT);
    }

    /** The client, told to use BuildKit where it would not by itself. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("env", "DOCKER_BUILDKIT=1", "docker"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Removes the images. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (!names.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("image", "rm", "--force"));
            command.addAll(names);
            Tool.DOCKER.run(command);
        }
    }
}
