package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.imagepack.image.Alias;
import dev.imagepack.oci.ImageRef;

/** The references that an image shall be known by: from {@code name} and {@code tags}, else from the module. */
final class ImageNames {

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final int LONGEST_TAG = 128;
    private static final int LONGEST_REPOSITORY = 200;
    private static final int LONGEST_ALIAS = 128;

    private final ModuleFacts module;

    ImageNames(ModuleFacts module) {
        this.module = module;
    }

    /** Every reference with its tag, none twice; the first one is the image's name. */
    List<ImageRef> references(Alias alias, Block block) {
        Optional<ImageRef> name = block.value(
                "name",
                ImageNames::reference,
                "Write registry/repository[:tag], for instance registry.example.com/team/app.");
        ImageRef base = name.orElseGet(() -> defaultReference(alias));
        boolean tagIsDefault = name.isEmpty() || base.tag().isEmpty();
        List<ImageRef> tagged = block.values(
                "tags",
                text -> tagged(base, text),
                "Write a tag (1.0) or a whole reference (registry.example.com/app:1.0).");
        Set<ImageRef> references = new LinkedHashSet<>();
        if (!tagIsDefault || tagged.isEmpty()) {
            references.add(base.withDefaultTag());
        }
        references.addAll(tagged);
        return new ArrayList<>(references);
    }

    private static ImageRef tagged(ImageRef base, String text) {
        return TAG.matcher(text).matches()
                ? base.withTag(text)
                : reference(text).withDefaultTag();
    }

    private static ImageRef reference(String text) {
        ImageRef reference = ImageRef.parse(text);
        if (reference.digest().isPresent()) {
            throw new IllegalArgumentException("'" + text + "' has a digest, which nobody knows before the build");
        }
        return reference;
    }

    private ImageRef defaultReference(Alias alias) {
        String repository = repository(module.artifactId(), "image");
        if (!alias.equals(defaultAlias(module.artifactId()))) {
            repository += "-" + repository(alias.value(), "image");
        }
        return ImageRef.parse(cut(repository, LONGEST_REPOSITORY) + ":" + tag(module.version()));
    }

    /** The alias of a module's only image when nothing is configured: the artifactId, as far as it is an alias. */
    static Alias defaultAlias(String artifactId) {
        String alias = artifactId.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[._-]+", "");
        return new Alias(alias.isEmpty() ? "image" : alias.substring(0, Math.min(LONGEST_ALIAS, alias.length())));
    }

    /**
     * LazyCat's way to make a name of any text (lower case, a hyphen for every foreign character), made a legal repository:
     * runs of separators that have no meaning there become one hyphen, and none is left at the ends.
     */
    static String repository(String text, String fallback) {
        String name = cleaned(text)
                .replaceAll("[._-]*(?:\\.[._-]|_-|-[._]|_\\.|___)[._-]*", "-")
                .replaceAll("^[._-]+|[._-]+$", "");
        return name.isEmpty() ? fallback : name;
    }

    /** The same for a tag, which may hold any of these characters but not begin with {@code .} or {@code -}. */
    static String tag(String text) {
        String tag = cleaned(text).replaceFirst("^[.-]+", "");
        return tag.isEmpty() ? "latest" : tag.substring(0, Math.min(LONGEST_TAG, tag.length()));
    }

    private static String cleaned(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest).replaceAll("[._-]+$", "");
    }
}
