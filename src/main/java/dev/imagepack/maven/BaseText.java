package dev.imagepack.maven;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.oci.ImageRef;

/**
 * Understands the text that names what an image is built on: {@code scratch}, {@code oci-layout://PATH[:name]},
 * {@code docker-archive://PATH[:name]} and {@code tar://PATH[:name]}, another alias of the module, or a name at a registry
 * ({@code docker-image://} and {@code registry://} before it are allowed). Paths are relative to the module.
 */
final class BaseText {

    /** What to write, for messages. */
    static final String ADVICE = "Write scratch, oci-layout://PATH[:name], docker-archive://PATH[:name],"
            + " another alias of this module, or the name of an image at a registry.";

    /** {@link #ADVICE} for a further build context. */
    static final String CONTEXT_ADVICE = "Write a directory, oci-layout://PATH[:name], docker-archive://PATH[:name],"
            + " another alias of this module, or the name of an image at a registry.";

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*://.*");

    private final ModuleFacts module;
    private final Aliases aliases;

    BaseText(ModuleFacts module, Aliases aliases) {
        this.module = module;
        this.aliases = aliases;
    }

    /**
     * A base.
     *
     * @param self the image that names it; its own alias means an image at a registry
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    BaseImage base(String text, Alias self) {
        if (text.equals("scratch")) {
            return new BaseImage.Scratch();
        }
        if (text.startsWith("dir://")) {
            throw new IllegalArgumentException("a directory of files is no image to build on");
        }
        return named(text, self).orElseGet(() -> published(text));
    }

    /** A further build context: as a base, and also {@code dir://PATH} or a directory that exists. */
    BaseImage context(String text, Alias self) {
        if (text.equals("scratch")) {
            return new BaseImage.Scratch();
        }
        if (text.startsWith("dir://")) {
            return directory(module.resolve(text.substring("dir://".length())));
        }
        Optional<BaseImage> named = named(text, self);
        if (named.isPresent()) {
            return named.get();
        }
        boolean isPath = module.existing(text).isPresent() || SavedPath.looksLikePath(text);
        return isPath ? directory(module.resolve(text)) : published(text);
    }

    private BaseImage.Directory directory(Path path) {
        if (!Files.isDirectory(path)) {
            String found = Files.exists(path) ? "is no directory" : "does not exist";
            throw new IllegalArgumentException("'" + module.name(path) + "' " + found);
        }
        return new BaseImage.Directory(path);
    }

    /** What a prefix or the list of aliases decides alone. */
    private Optional<BaseImage> named(String text, Alias self) {
        for (String scheme : SavedPath.SCHEMES) {
            if (text.startsWith(scheme)) {
                return Optional.of(SavedPath.parse(text.substring(scheme.length()), module));
            }
        }
        if (text.equals(self.value()) || !aliases.contains(text)) {
            return Optional.empty();
        }
        Alias alias = new Alias(text);
        if (aliases.isSkipped(alias)) {
            throw new IllegalArgumentException("the image '" + alias + "' is skipped");
        }
        return Optional.of(new BaseImage.Sibling(alias));
    }

    private BaseImage published(String text) {
        for (String scheme : new String[] {"docker-image://", "registry://"}) {
            if (text.startsWith(scheme)) {
                return new BaseImage.Published(ImageRef.parse(text.substring(scheme.length())));
            }
        }
        if (SCHEME.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' has a prefix that is not understood");
        }
        if (SavedPath.looksLikePath(text) || isSavedImage(text)) {
            throw new IllegalArgumentException("'" + text + "' is a path, and what is there is not said");
        }
        return new BaseImage.Published(ImageRef.parse(text));
    }

    private boolean isSavedImage(String text) {
        return module.existing(text).filter(Files::isRegularFile).isPresent()
                || module.existing(text + "/oci-layout").isPresent();
    }
}
