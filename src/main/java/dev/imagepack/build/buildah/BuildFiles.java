package dev.imagepack.build.buildah;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.ContextDirectory;
import dev.imagepack.build.context.EditedDockerfile;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.build.context.UsedFiles;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.RunOptions;
import dev.imagepack.io.NamedOutput;

/** What a build reads, put into buildah's directory under names that no configuration can choose. */
final class BuildFiles {

    static final String DOCKERFILE = "Dockerfile";
    static final String CONTEXT = "context";
    static final String IMAGE_ID = "image-id";

    /** An empty file: what is ignored is not in the context any more. */
    static final String NOTHING_IGNORED = "nothing-ignored";

    private BuildFiles() {}

    /** The further context of this number. */
    static String directory(int number) {
        return "context-" + number;
    }

    /** What buildah calls an image: the digits of its image ID. It gets none with triggers, which are written where they run. */
    static String name(UsedBase base) {
        return base.config()
                .map(config -> config.withoutTriggers().id().hex())
                .orElseThrow(() -> new ImagepackException(
                        base.written() + ": only an engine has it",
                        "Push it to a registry, or name it as oci-layout://… or docker-archive://…."));
    }

    /** Those that are images, each once, by what buildah calls them. */
    static Map<String, UsedBase> images(Collection<UsedBase> bases) {
        Map<String, UsedBase> images = new LinkedHashMap<>();
        bases.stream()
                .filter(base -> !(base.image() instanceof BaseImage.Scratch))
                .forEach(base -> images.putIfAbsent(name(base), base));
        return images;
    }

    /** A link to a secret's file, for a path may have characters that the option cannot. */
    static String secret(String id) {
        return "secret-" + id;
    }

    /**
     * Writes everything but the images.
     *
     * @param time that files get
     */
    static void write(CommandRecipe recipe, Instant time, Buildah buildah) throws IOException {
        byte[] dockerfile = EditedDockerfile.of(recipe, BuildFiles::name, true).bytes();
        try (OutputStream out = NamedOutput.open(buildah.path(DOCKERFILE))) {
            out.write(dockerfile);
        }
        Files.createFile(buildah.path(NOTHING_IGNORED));
        ContextFiles.write(UsedFiles.of(recipe), buildah.path(CONTEXT), time);
        int number = 0;
        for (ContextDirectory directory : recipe.directories().values()) {
            ContextFiles.write(directory.tree(), buildah.path(directory(number)), time);
            number++;
        }
        for (Map.Entry<String, RunOptions.Secret> secret :
                recipe.recipe().run().secrets().entrySet()) {
            if (secret.getValue() instanceof RunOptions.SecretFile file) {
                Files.createSymbolicLink(buildah.path(secret(secret.getKey())), file.path());
            }
        }
    }
}
