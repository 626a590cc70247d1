package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A Maven project without code, whose image is made of what lies beside its pom. */
final class FilesImage {

    private final Path directory;

    private FilesImage(Path directory) {
        this.directory = directory;
    }

    /** Writes the pom of an image that is directories, a layer each; they are filled by the caller. */
    static FilesImage write(Path directory, Settings settings, List<String> layers) throws IOException {
        String declared = layers.stream()
                .map(name -> "<layer><name>" + name + "</name><files><file><from>" + name + "</from><into>/" + name
                        + "</into></file></files></layer>")
                .collect(Collectors.joining(
                        "\n                ",
                        "<from>scratch</from>\n              <layers>\n                ",
                        "\n              </layers>"));
        return write(directory, settings, declared);
    }

    /** Writes the pom of an image that a Dockerfile makes; the caller writes that. */
    static FilesImage writeDockerfile(Path directory, Settings settings) throws IOException {
        return write(directory, settings, "<dockerfile>Dockerfile</dockerfile>");
    }

    private static FilesImage write(Path directory, Settings settings, String recipe) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("pom.xml"), settings.pom("files.xml").replace("@RECIPE@", recipe));
        return new FilesImage(directory);
    }

    Path directory() {
        return directory;
    }

    /** An OCI layout and a docker-archive in one tar. */
    Path archive() {
        return directory.resolve("target/files-images.tar");
    }

    Path report() {
        return directory.resolve("target/imagepack/pack-result.json");
    }

    void forget() throws IOException {
        Benchmark.delete(directory.resolve("target"));
        Benchmark.delete(directory.resolve("imagepack-cache"));
    }
}
