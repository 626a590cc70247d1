package dev.imagepack.maven;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.imagepack.image.Checks;
import dev.imagepack.image.RemoteEngine;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Platform;

/** What an image gets that does not say it itself: the parameters of the goal. */
record ImageDefaults(
        BuilderWord builder,
        Optional<RemoteEngine> remote,
        List<Platform> platforms,
        UpstreamMatch upstreamMatch,
        UpstreamDescriptors upstreamDescriptors,
        boolean upstreamRequired,
        boolean rewriteTimestamps,
        Compression compression,
        Checks checks,
        SortedMap<String, String> annotations) {

    ImageDefaults {
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) annotations));
    }

    /** What holds when the goal says nothing either. */
    static final ImageDefaults NONE = new ImageDefaults(
            BuilderWord.AUTO,
            Optional.empty(),
            List.of(Platform.LINUX_AMD64),
            UpstreamMatch.NOTHING,
            UpstreamDescriptors.REGISTRY,
            false,
            false,
            Compression.GZIP,
            Checks.WARN,
            new TreeMap<>());

    /** Reads the goal's parameters; null, or an empty list, is what was not set. Of the platforms, a list counts. */
    static ImageDefaults read(
            @Nullable String builder,
            @Nullable String remote,
            @Nullable String platform,
            List<String> platforms,
            @Nullable String upstreamMatch,
            @Nullable String upstreamDescriptors,
            boolean upstreamRequired,
            boolean rewriteTimestamps,
            @Nullable String compression,
            @Nullable String checks,
            Faults faults) {
        return new ImageDefaults(
                read("builder", builder, BuilderWord::parse, NONE.builder, faults),
                read("remote", remote, text -> Optional.of(BuilderReader.remote(text)), NONE.remote, faults),
                platforms.isEmpty()
                        ? read("platform", platform, text -> List.of(Platform.parse(text)), NONE.platforms, faults)
                        : parsed("platforms", platforms, ImageTexts::platforms, NONE.platforms, faults),
                read("upstreamMatch", upstreamMatch, ImageTexts::upstreamMatch, NONE.upstreamMatch, faults),
                read(
                        "upstreamDescriptors",
                        upstreamDescriptors,
                        ImageTexts::upstreamDescriptors,
                        NONE.upstreamDescriptors,
                        faults),
                upstreamRequired,
                rewriteTimestamps,
                read("compression", compression, ImageTexts::compression, NONE.compression, faults),
                read("checks", checks, ImageTexts::checks, NONE.checks, faults),
                NONE.annotations);
    }

    /** The same with these annotations; an empty value stands for one that images shall not have. */
    ImageDefaults annotated(SortedMap<String, String> values) {
        return new ImageDefaults(
                builder,
                remote,
                platforms,
                upstreamMatch,
                upstreamDescriptors,
                upstreamRequired,
                rewriteTimestamps,
                compression,
                checks,
                values);
    }

    private static <T> T read(
            String parameter, @Nullable String text, Function<String, T> parser, T absent, Faults faults) {
        return text == null ? absent : parsed(parameter, text.strip(), parser, absent, faults);
    }

    private static <S, T> T parsed(String parameter, S source, Function<S, T> parser, T absent, Faults faults) {
        try {
            return parser.apply(source);
        } catch (IllegalArgumentException e) {
            faults.add("<" + parameter + ">: " + e.getMessage(), ImageTexts.adviceFor(parameter));
            return absent;
        }
    }
}
