package dev.imagepack.maven;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

import dev.imagepack.cache.RunStamp;
import dev.imagepack.cache.Sightings;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.Tags;

/**
 * What a build asks that is no file: Maven, what an expression in a file stands for; a registry, what a tag means. Noted with
 * its answer, and asked again at a glance.
 *
 * @param expressions replaces what Maven knows in a value
 */
record Questions(UnaryOperator<String> expressions, AskedTags tags) implements RunStamp.Questions {

    private static final String EXPRESSION = "expression ";
    private static final String TAG = "tag ";

    @Override
    public void begin(String question) {
        if (question.startsWith(TAG)) {
            tags.begin(reference(question));
        }
    }

    @Override
    public String ask(String question) throws IOException {
        return question.startsWith(TAG)
                ? text(tags.meaning(reference(question)))
                : digest(expressions.apply(question.substring(EXPRESSION.length())));
    }

    private static ImageRef reference(String question) {
        return ImageRef.parse(question.substring(TAG.length()));
    }

    /** The same expressions, noted. */
    static UnaryOperator<String> notedExpressions(UnaryOperator<String> expressions, Sightings sightings) {
        return text -> {
            String value = expressions.apply(text);
            if (text.indexOf('$') >= 0) {
                sightings.answered(EXPRESSION + text, digest(value));
            }
            return value;
        };
    }

    /** The same tags, noted. */
    static Tags notedTags(Tags tags, Sightings sightings) {
        return new Tags() {
            @Override
            public Optional<Digest> meaning(ImageRef reference) throws IOException {
                Optional<Digest> now = tags.meaning(reference);
                sightings.answered(TAG + reference, text(now));
                return now;
            }

            @Override
            public void found(ImageRef reference, Digest digest) {
                sightings.answered(TAG + reference, digest.toString());
            }
        };
    }

    /** Not the value itself, which may be a secret. */
    private static String digest(String value) {
        return Digest.of(value.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String text(Optional<Digest> digest) {
        return digest.map(Digest::toString).orElse("nothing");
    }
}
