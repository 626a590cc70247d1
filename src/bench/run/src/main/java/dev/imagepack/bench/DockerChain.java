package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The programs that make an OCI layout of a Dockerfile without imagepack: {@code docker build}, {@code docker save} and {@code
 * skopeo copy}. The images that it has at the engine are removed when it is closed; what the engine remembers of steps stays.
 */
final class DockerChain implements AutoCloseable {

    /** What each took. */
    record Times(Sample build, Sample save, Sample copy) {

        /** What comes after the build step. */
        Sample after() {
            return save.plus(copy);
        }
    }

    private final Program docker;
    private final Program skopeo;
    private final Map<String, String> environment;
    private final Path directory;
    private final List<String> images = new ArrayList<>();

    /** @param engine as DOCKER_HOST has it */
    DockerChain(Program docker, Program skopeo, String engine, Path directory) throws IOException {
        this.docker = docker;
        this.skopeo = skopeo;
        this.environment = Map.of("DOCKER_HOST", engine, "DOCKER_BUILDKIT", "1");
        this.directory = Files.createDirectories(directory);
    }

    /** Fetches a base, so that nobody's build has to. */
    void pull(String base) throws IOException, InterruptedException {
        docker("pull", base);
        images.add(base);
    }

    /** The whole chain, for the Dockerfile in a directory. */
    Times run(Path context) throws IOException, InterruptedException {
        Path archive = directory.resolve("image.tar");
        Sample build = docker("build", "--quiet", "--iidfile", id().toString(), context.toString());
        images.add(image());
        Sample save = docker("save", "--output", archive.toString(), image());
        Sample copy = skopeo.run(
                environment,
                log(),
                List.of("--insecure-policy", "copy", "--quiet", "docker-archive:" + archive, "oci:" + layout()));
        return new Times(build, save, copy);
    }

    private Sample docker(String... arguments) throws IOException, InterruptedException {
        return docker.run(environment, log(), List.of(arguments));
    }

    private Path id() {
        return directory.resolve("image.id");
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String layout() {
        return directory.resolve("layout") + ":application";
    }

    /** The ID of the last one. */
    String image() throws IOException {
        return Files.readString(id());
    }

    /** Begins without a layout. */
    void forget() throws IOException {
        Benchmark.delete(directory.resolve("layout"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (images.isEmpty()) {
            return;
        }
        List<String> arguments = new ArrayList<>(List.of("image", "rm", "--force"));
        images.stream().distinct().forEach(arguments::add);
        docker(arguments.toArray(String[]::new));
    }
}
