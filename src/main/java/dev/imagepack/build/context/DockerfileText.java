package dev.imagepack.build.context;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.image.DockerfileRecipe;

/**
 * The texts that a Dockerfile recipe names, read.
 *
 * @param bytes the Dockerfile
 * @param ignoreFile the ignore file that holds for it, if there is one
 */
public record DockerfileText(DockerfileRecipe recipe, byte[] bytes, Optional<Path> ignoreFile) {

    private static final long LARGEST = 8 << 20;
    static final String IGNORE_FILE = ".dockerignore";

    /** Reads them. ImagepackException when one is not there, too large, or cannot be read. */
    public static DockerfileText read(DockerfileRecipe recipe) {
        return new DockerfileText(recipe, bytes(recipe.source()), ignoreFile(recipe));
    }

    private static byte[] bytes(DockerfileRecipe.Source source) {
        return source instanceof DockerfileRecipe.InFile file
                ? small(file.path())
                : ((DockerfileRecipe.Inline) source).text().getBytes(StandardCharsets.UTF_8);
    }

    /** The files that {@link #read} looks for, whether they are there or not. */
    public static List<Path> looksAt(DockerfileRecipe recipe) {
        List<Path> files = new ArrayList<>(ignoreFiles(recipe));
        if (recipe.source() instanceof DockerfileRecipe.InFile file) {
            files.add(file.path());
        }
        return files;
    }

    private static Optional<Path> ignoreFile(DockerfileRecipe recipe) {
        return ignoreFiles(recipe).stream().filter(Files::isRegularFile).findFirst();
    }

    /** The one beside the Dockerfile that bears its name wins over the context's. */
    private static List<Path> ignoreFiles(DockerfileRecipe recipe) {
        Path ofContext = recipe.context().resolve(IGNORE_FILE);
        return recipe.source() instanceof DockerfileRecipe.InFile file
                ? List.of(file.path().resolveSibling(file.path().getFileName() + IGNORE_FILE), ofContext)
                : List.of(ofContext);
    }

    private static byte[] small(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            throw new ImagepackException(
                    file + " cannot be read: " + ContextFaults.reason(e),
                    "Correct the path, or let the user who builds read the file.",
                    e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new ImagepackException(
                    file + " has " + size + " bytes; more than " + LARGEST + " are not read", "Name the right file.");
        }
        return Files.readAllBytes(file);
    }

    /** Names what the recipe itself says as inputs, apart from what its commands want. */
    public void note(Inputs inputs) {
        inputs.putDigest(recipe.source().name(), bytes);
        inputs.put("context", inputs.name(recipe.context()));
        recipe.target().ifPresent(target -> inputs.put("target", target));
        recipe.buildArgs().forEach((name, value) -> inputs.putDigest("build-arg " + name, value));
    }

    /** The Dockerfile; a fault of its text names file and line. */
    public Dockerfile parse() {
        return Dockerfile.parse(recipe.source().name(), bytes);
    }

    /** What the context leaves out. */
    public IgnoreRules ignored(String name) {
        return ignoreFile.map(file -> rules(file, name)).orElse(IgnoreRules.none());
    }

    /** What an ignore file says, if it is there. */
    static IgnoreRules rules(Path file, String name) {
        return Files.isRegularFile(file) ? IgnoreRules.parse(name, small(file)) : IgnoreRules.none();
    }
}
