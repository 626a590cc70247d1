package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A podman store of one test's own. A fresh one knows no layer yet, so podman has to read every byte: a layer that a
 * store already has is never looked at again.
 */
public final class PodmanStore implements AutoCloseable {

    private final Path directory;

    /** A new, empty store. Skips the test where podman cannot be used. */
    public PodmanStore() throws IOException {
        Tool.PODMAN.require();
        // Podman wants the path of its run directory to be shorter than that of most temporary directories of tests.
        directory = Files.createTempDirectory(Path.of("/tmp"), "podman");
    }

    /**
     * Loads an archive.
     *
     * @return the names of the images, or the image ID of one without a name
     * @throws AssertionError if podman refuses it
     */
    public List<String> load(Path archive) throws IOException, InterruptedException {
        return Loaded.images(podman("load", "--quiet", "--input", archive.toString()));
    }

    /** Builds an image out of a directory with a Dockerfile, with nothing taken from earlier builds. */
    public void build(String name, Path context) throws IOException, InterruptedException {
        podman("build", "--no-cache", "--isolation=chroot", "--tag", name, context.toString());
    }

    /** The archive of an image, as its API sends it too. */
    public Path save(String name, Path archive) throws IOException, InterruptedException {
        podman("save", "--quiet", "--format=docker-archive", "--output", archive.toString(), name);
        return archive;
    }

    /** The diff IDs of an image, bottom first. */
    public List<String> diffIds(String name) throws IOException, InterruptedException {
        String all = podman("image", "inspect", "--format", "{{range .RootFS.Layers}}{{.}} {{end}}", name);
        return List.of(all.strip().split(" "));
    }

    /** Fetches an image from a registry without TLS. */
    public void pull(String name) throws IOException, InterruptedException {
        podman("pull", "--quiet", "--tls-verify=false", name);
    }

    /** Gives an image that it has to a registry without TLS. */
    public void push(String name, String target) throws IOException, InterruptedException {
        podman("push", "--quiet", "--tls-verify=false", name, target);
    }

    /** The image ID of a loaded image: the digest of its configuration. */
    public String imageId(String name) throws IOException, InterruptedException {
        return "sha256:"
                + podman("image", "inspect", "--format", "{{.Id}}", name).strip();
    }

    /** The root file system of a loaded image, as podman stacked the layers. */
    public Path rootfs(String name) throws IOException, InterruptedException {
        return Path.of(podman("image", "mount", name).strip());
    }

    private String podman(String... arguments) throws IOException, InterruptedException {
        // vfs: every other driver mounts the store on itself, and then it cannot be deleted. And no need of systemd.
        List<String> command = new ArrayList<>(List.of(
                "--root=" + directory.resolve("root"),
                "--runroot=" + directory.resolve("run"),
                "--tmpdir=" + directory.resolve("tmp"),
                "--storage-driver=vfs",
                "--cgroup-manager=cgroupfs",
                "--events-backend=file"));
        command.addAll(List.of(arguments));
        return Tool.PODMAN.run(command);
    }

    /** Deletes the store. */
    @Override
    public void close() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
