package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The Docker Engine that the {@code docker} client finds, most often through {@code DOCKER_HOST}. It is shared with others:
 * names of images must be the test's own, {@link #close()} takes them away again, and a layer that the engine already
 * has, from whatever image, is not looked at again.
 */
public final class DockerEngine implements AutoCloseable {

    private final Set<String> loaded = new LinkedHashSet<>();

    /** Skips the test where no engine answers. */
    public DockerEngine() {
        Tool.DOCKER.require();
    }

    /**
     * Loads an archive.
     *
     * @return the names of the images, or the image ID of one without a name
     * @throws AssertionError if the engine refuses it
     */
    public List<String> load(Path archive) throws IOException, InterruptedException {
        List<String> images = Loaded.images(Tool.DOCKER.run("load", "--quiet", "--input", archive.toString()));
        loaded.addAll(images);
        return images;
    }

    /** Takes an image for its own that somebody else has loaded. */
    public void owns(String name) {
        loaded.add(name);
    }

    /** Fetches an image from its registry. */
    public void pull(String name) throws IOException, InterruptedException {
        Tool.DOCKER.run("pull", "--quiet", name);
        loaded.add(name);
    }

    /** Gives an image that it has to a registry, under another name. */
    public void push(String name, String target) throws IOException, InterruptedException {
        Tool.DOCKER.run("tag", name, target);
        loaded.add(target);
        Tool.DOCKER.run("push", "--quiet", target);
    }

    /**
     * What the engine calls a loaded image: the digest of its configuration and, where it keeps images in containerd's
     * store, the digest of its manifest instead.
     */
    public String imageId(String name) throws IOException, InterruptedException {
        return Tool.DOCKER.run("image", "inspect", "--format", "{{.Id}}", name).strip();
    }

    /** Whether the engine's image IDs are digests of configurations, as they are outside of containerd's store. */
    public boolean namesImagesByConfig() throws IOException, InterruptedException {
        return !Tool.DOCKER.run("info", "--format", "{{.DriverStatus}}").contains("io.containerd.snapshotter");
    }

    /**
     * Runs a container of a loaded image, without a network, to its end.
     *
     * @param arguments replace the image's {@code CMD}
     * @return what the container wrote to its standard output
     * @throws AssertionError if the container fails
     */
    public String run(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--network=none", "--pull=never", name));
        command.addAll(List.of(arguments));
        return Tool.DOCKER.run(command);
    }

    /** Removes what was loaded. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (!loaded.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("image", "rm", "--force"));
            command.addAll(loaded);
            Tool.DOCKER.run(command);
        }
    }
}
