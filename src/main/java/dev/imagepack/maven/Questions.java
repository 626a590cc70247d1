package dev.imagepack.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import dev.imagepack.cache.RunStamp;
import dev.imagepack.cache.Sightings;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

/**
 * What a build asks that is no file: Maven, what an expression in a file stands for; a registry, what a tag means. Noted with
 * its answer, and asked again at a glance.
 *
 * @param expressions replaces what Maven knows in a value
 * @param registry finds images as the build does
 */
record Questions(UnaryOperator<String> expressions, Registry registry) implements RunStamp.Questions {

    private static final String EXPRESSION = "expression ";
    private static final String IMAGE = "image ";

    @Override
    public String ask(String question) throws IOException {
        if (question.startsWith(EXPRESSION)) {
            return digest(expressions.apply(question.substring(EXPRESSION.length())));
        }
        String[] words = question.substring(IMAGE.length()).split(" ");
        try (ImageSource found = registry.find(ImageRef.parse(words[1]), Platform.parse(words[0]))) {
            return identity(found);
        }
    }

    /** The same expressions, noted. */
    static UnaryOperator<String> noted(UnaryOperator<String> expressions, Sightings sightings) {
        return text -> {
            String value = expressions.apply(text);
            if (text.indexOf('$') >= 0) {
                sightings.answered(EXPRESSION + text, digest(value));
            }
            return value;
        };
    }

    /** The same registry, noted. */
    static Registry noted(Registry registry, Sightings sightings) {
        return (reference, platform) -> {
            ImageSource found = registry.find(reference, platform);
            sightings.answered(IMAGE + platform + " " + reference, identity(found));
            return found;
        };
    }

    /** Not the value itself, which may be a secret. */
    private static String digest(String value) {
        return Digest.of(value.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String identity(ImageSource image) {
        String manifest =
                image.manifest().map(Descriptor::digest).map(Digest::toString).orElse("none");
        return manifest + " " + image.config().id();
    }
}
