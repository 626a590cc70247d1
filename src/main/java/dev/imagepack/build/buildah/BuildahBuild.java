package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Stages;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.ImageSource;

/** One build by buildah, from the recipe to the finished image in buildah's own storage, and out of it. */
final class BuildahBuild {

    /** Opens an image to be built upon or copied from; the caller closes it. */
    @FunctionalInterface
    public interface Image {
        ImageSource open() throws IOException;
    }

    /**
     * What is built.
     *
     * @param recipe of the request
     * @param stages of its Dockerfile
     * @param dockerfile its text, in which images are named by the hex digits of their IDs
     * @param context what COPY and ADD see
     * @param directories further contexts by their names
     * @param images those that the text names
     */
    record Order(
            BuildRequest request,
            DockerfileRecipe recipe,
            Stages stages,
            byte[] dockerfile,
            FileTree context,
            SortedMap<String, FileTree> directories,
            List<Image> images) {}

    private final Order order;
    private final Buildah buildah;

    BuildahBuild(Order order, Buildah buildah) {
        this.order = order;
        this.buildah = buildah;
    }

    /** Builds it, and gives the archive of it to somebody who reads it. */
    void run(RunningProgram.OutputReader archive) throws IOException {
        BuildFiles.write(order, buildah);
        takeImages();
        build();
        handOver(archive);
    }

    private void takeImages() throws IOException {
        for (int i = 0; i < order.images().size(); i++) {
            try (ImageSource image = order.images().get(i).open()) {
                takeImage(image, BuildFiles.image(i));
            }
        }
    }

    private void takeImage(ImageSource image, String name) throws IOException {
        ImageLayouts.write(image, order.request().cache().blobs(), buildah.path(name));
        try {
            buildah.ask(List.of("pull", "--quiet", "oci:" + name));
        } catch (BuildahFailure e) {
            throw new ImagepackException(
                    image.describe() + ": buildah cannot take it: " + e.reason(),
                    "Look at what it says; a user without subordinate IDs can unpack only what belongs to one user.",
                    e);
        }
    }

    private void build() throws IOException {
        BuildOutput output = new BuildOutput(
                order.stages(), order.request().spec().alias(), order.request().log());
        try {
            buildah.follow(BuildArguments.of(order, buildah), output::accept);
        } catch (BuildahFailure e) {
            throw output.fault(e);
        }
    }

    private void handOver(RunningProgram.OutputReader archive) throws IOException {
        String id = Files.readString(buildah.path(BuildFiles.IMAGE_ID)).strip();
        try {
            buildah.read(List.of("push", "--quiet", id, "docker-archive:/dev/stdout"), archive);
        } catch (BuildahFailure e) {
            throw new ImagepackException(
                    "buildah built the image, but cannot hand it over: " + e.reason(), "Look at what it says.", e);
        }
    }
}
