package dev.imagepack.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.imagepack.cache.RunStamp;
import dev.imagepack.cache.Sightings;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.RegistryImages;
import dev.imagepack.registry.RegistryTransport;

/**
 * What a build asks that is no file: Maven, what an expression in a file stands for; a registry, what a tag means. Noted with
 * its answer, and asked again at a glance.
 *
 * @param expressions replaces what Maven knows in a value
 * @param transport the way to registries, made when one is asked
 */
record Questions(UnaryOperator<String> expressions, Supplier<RegistryTransport> transport)
        implements RunStamp.Questions {

    private static final String EXPRESSION = "expression ";
    private static final String TAG = "tag ";

    @Override
    public String ask(String question) throws IOException {
        if (question.startsWith(EXPRESSION)) {
            return digest(expressions.apply(question.substring(EXPRESSION.length())));
        }
        ImageRef reference = ImageRef.parse(question.substring(TAG.length()));
        return text(RegistryImages.current(transport.get(), reference));
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

    /** Notes what registries say that tags mean. */
    static BiConsumer<ImageRef, Optional<Digest>> tags(Sightings sightings) {
        return (reference, digest) -> sightings.answered(TAG + reference, text(digest));
    }

    /** Not the value itself, which may be a secret. */
    private static String digest(String value) {
        return Digest.of(value.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String text(Optional<Digest> digest) {
        return digest.map(Digest::toString).orElse("nothing");
    }
}
