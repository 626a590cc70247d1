package dev.imagepack.maven;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.Checks;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Platform;

/** What an image gets that does not say it itself: the parameters of the goal. */
record ImageDefaults(
        BuilderChoice builder,
        Platform platform,
        UpstreamMatch upstreamMatch,
        UpstreamDescriptors upstreamDescriptors,
        Compression compression,
        Checks checks) {

    /** What holds when the goal says nothing either. */
    static final ImageDefaults NONE = new ImageDefaults(
            new BuilderChoice.Auto(),
            Platform.LINUX_AMD64,
            UpstreamMatch.NOTHING,
            UpstreamDescriptors.REGISTRY,
            Compression.GZIP,
            Checks.WARN);

    /** Reads the goal's parameters; null is what was not set. */
    static ImageDefaults read(
            @Nullable String builder,
            @Nullable String platform,
            @Nullable String upstreamMatch,
            @Nullable String upstreamDescriptors,
            @Nullable String compression,
            @Nullable String checks,
            Faults faults) {
        return new ImageDefaults(
                read("builder", builder, BuilderChoice::parse, NONE.builder, faults),
                read("platform", platform, Platform::parse, NONE.platform, faults),
                read("upstreamMatch", upstreamMatch, ImageTexts::upstreamMatch, NONE.upstreamMatch, faults),
                read(
                        "upstreamDescriptors",
                        upstreamDescriptors,
                        ImageTexts::upstreamDescriptors,
                        NONE.upstreamDescriptors,
                        faults),
                read("compression", compression, ImageTexts::compression, NONE.compression, faults),
                read("checks", checks, ImageTexts::checks, NONE.checks, faults));
    }

    private static <T> T read(
            String parameter, @Nullable String text, Function<String, T> parser, T absent, Faults faults) {
        if (text == null) {
            return absent;
        }
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            faults.add("<" + parameter + ">: " + e.getMessage(), ImageTexts.adviceFor(parameter));
            return absent;
        }
    }
}
