package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;

/** An image in a file or directory: an OCI layout, a tar of one, or a docker-archive. Nothing is ever unpacked. */
public final class SavedImage implements ImageSource {

    /** The layers' blobs, and what is closed with them. */
    private interface Layers extends AutoCloseable {

        List<Descriptor> descriptors() throws IOException;

        boolean has(int position) throws IOException;

        InputStream open(int position) throws IOException;

        InputStream openUnverified(int position) throws IOException;

        @Override
        void close() throws IOException;
    }

    private final String place;
    private final Optional<ImageRef> name;
    private final Optional<Descriptor> manifest;
    private final ImageConfig config;
    private final Layers layers;

    private SavedImage(
            String place, Optional<ImageRef> name, Optional<Descriptor> manifest, ImageConfig config, Layers layers) {
        this.place = place;
        this.name = name;
        this.manifest = manifest;
        this.config = config;
        this.layers = layers;
    }

    /**
     * Opens the image that {@code name} and {@code platform} choose. An archive that is both a layout and a docker-archive
     * counts as a layout, unless that is empty, not understood, or does not know the name.
     *
     * @param path a layout directory or an uncompressed tar
     * @param name alias, tag or full reference; empty when there is one image only
     * @throws ImagepackException when it is not there, not understood, or the choice is not clear; lists what there is
     */
    public static SavedImage open(Path path, Optional<String> name, Platform platform) throws IOException {
        if (Files.isDirectory(path)) {
            return closedOnFailure(SavedLayout.open(path), layout -> inLayout(layout, name, platform));
        }
        return closedOnFailure(SavedTar.open(path), tar -> inTar(path, tar, name, platform));
    }

    private static SavedImage inTar(Path path, TarIndex tar, Optional<String> name, Platform platform)
            throws IOException {
        boolean docker = DockerArchive.isIn(tar);
        if (SavedLayout.isIn(tar)) {
            Optional<SavedLayout> layout = docker ? usable(path, tar, name) : Optional.of(SavedLayout.inTar(path, tar));
            if (layout.isPresent()) {
                return inLayout(layout.get(), name, platform);
            }
        }
        if (!docker) {
            throw new ImagepackException(
                    path + ": holds neither index.json nor manifest.json, so it is no image",
                    "Give an OCI layout (a directory or a tar) or an archive that docker save made.");
        }
        return inDockerArchive(path, tar, name, platform);
    }

    private static Optional<SavedLayout> usable(Path path, TarIndex tar, Optional<String> name) throws IOException {
        try {
            return Optional.of(SavedLayout.inTar(path, tar)).filter(layout -> LayoutChoice.knows(layout, name));
        } catch (ImagepackException e) {
            return Optional.empty();
        }
    }

    private static SavedImage inLayout(SavedLayout layout, Optional<String> name, Platform platform)
            throws IOException {
        LayoutChoice.Candidate chosen = LayoutChoice.choose(layout, name, platform);
        ImageManifest manifest = layout.manifest(chosen.manifest());
        ImageConfig config = layout.config(manifest);
        if (platform.choices(List.of(config.platform())).isEmpty()) {
            throw new ImagepackException(
                    layout.path() + ": " + chosen.manifest().digest() + " is listed for " + chosen.platform()
                            + ", but its configuration says " + config.platform(),
                    "Get the layout again from where it was made; this one contradicts itself.");
        }
        return new SavedImage(
                place(layout.path(), name),
                LayoutChoice.reference(chosen.entry()),
                Optional.of(chosen.manifest()),
                config,
                new InLayout(layout, manifest.layers()));
    }

    private static SavedImage inDockerArchive(Path path, TarIndex tar, Optional<String> name, Platform platform)
            throws IOException {
        DockerArchive.Image image = DockerArchive.in(path.toString(), tar).choose(name, platform);
        return new SavedImage(
                place(path, name), image.name(), Optional.empty(), image.config(), new InArchive(tar, image.layers()));
    }

    private static String place(Path path, Optional<String> name) {
        return path + name.map(wanted -> " (" + wanted + ")").orElse("");
    }

    /** Makes something out of what was opened. */
    private interface Step<S, T> {
        T from(S opened) throws IOException;
    }

    private static <S extends AutoCloseable> SavedImage closedOnFailure(S opened, Step<S, SavedImage> step)
            throws IOException {
        try {
            return step.from(opened);
        } catch (IOException | RuntimeException e) {
            try {
                opened.close();
            } catch (Exception inner) {
                e.addSuppressed(inner);
            }
            throw e;
        }
    }

    @Override
    public String describe() {
        return place;
    }

    /** As the annotation {@code io.containerd.image.name}, a ref.name that is a whole reference, or RepoTags say. */
    @Override
    public Optional<ImageRef> name() {
        return name;
    }

    @Override
    public Optional<Descriptor> manifest() {
        return manifest;
    }

    @Override
    public ImageConfig config() {
        return config;
    }

    /**
     * The layers' descriptors, bottom first. Those of compressed layers in a docker-archive may have to be computed, which
     * reads them once: an ImagepackException when such a layer is broken, an UncheckedIOException when it cannot be read.
     */
    @Override
    public List<Descriptor> layers() {
        try {
            return layers.descriptors();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasLayer(int position) throws IOException {
        return layers.has(position);
    }

    @Override
    public InputStream openLayer(int position) throws IOException {
        return layers.open(position);
    }

    @Override
    public InputStream openLayerUnverified(int position) throws IOException {
        return layers.openUnverified(position);
    }

    @Override
    public void close() throws IOException {
        layers.close();
    }

    /** Layers that are blobs of a layout. */
    private record InLayout(SavedLayout layout, List<Descriptor> descriptors) implements Layers {

        @Override
        public boolean has(int position) throws IOException {
            return layout.contains(descriptors.get(position));
        }

        @Override
        public InputStream open(int position) throws IOException {
            return layout.open(descriptors.get(position));
        }

        @Override
        public InputStream openUnverified(int position) throws IOException {
            return layout.openUnverified(descriptors.get(position));
        }

        @Override
        public void close() throws IOException {
            layout.close();
        }
    }

    /** Layers that are files of a docker-archive; one that lacks a file is not opened at all. */
    private record InArchive(TarIndex tar, List<DockerLayer> layers) implements Layers {

        @Override
        public List<Descriptor> descriptors() throws IOException {
            List<Descriptor> descriptors = new ArrayList<>();
            for (DockerLayer layer : layers) {
                descriptors.add(layer.descriptor());
            }
            return List.copyOf(descriptors);
        }

        @Override
        public boolean has(int position) {
            return position < layers.size();
        }

        @Override
        public InputStream open(int position) throws IOException {
            return layers.get(position).open();
        }

        @Override
        public InputStream openUnverified(int position) throws IOException {
            return layers.get(position).openUnverified();
        }

        @Override
        public void close() throws IOException {
            tar.close();
        }
    }
}
