package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.image.RunOptions;

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

    /** The image of this number. */
    static String image(int number) {
        return "image-" + number;
    }

    /** A link to a secret's file, for a path may have characters that the option cannot. */
    static String secret(String id) {
        return "secret-" + id;
    }

    /** Writes everything but the images. */
    static void write(BuildahBuild.Order order, Buildah buildah) throws IOException {
        Files.write(buildah.path(DOCKERFILE), order.dockerfile());
        Files.createFile(buildah.path(NOTHING_IGNORED));
        ContextFiles.write(
                order.context(), buildah.path(CONTEXT), order.request().created());
        int number = 0;
        for (FileTree directory : order.directories().values()) {
            ContextFiles.write(
                    directory, buildah.path(directory(number)), order.request().created());
            number++;
        }
        for (Map.Entry<String, RunOptions.Secret> secret :
                order.recipe().run().secrets().entrySet()) {
            if (secret.getValue() instanceof RunOptions.SecretFile file) {
                Files.createSymbolicLink(buildah.path(secret(secret.getKey())), file.path());
            }
        }
    }
}
