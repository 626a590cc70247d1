package dev.imagepack.maven;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import dev.imagepack.build.BuildLog;
import dev.imagepack.cache.CleanCache;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.PackReport;

import static org.assertj.core.api.Assertions.assertThat;

/** The wording of the whole log. */
class MavenLogTest {

    private final RecordedLines recorded = new RecordedLines();

    private MavenLog log(String prefix) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new MavenLog(
                recorded,
                new ProgressLine(ProgressLine.Style.NONE, nowhere, line -> {}, () -> 0),
                prefix,
                new HashSet<>());
    }

    @Test
    void thatATagHasMovedIsSaidOnceInARun() {
        Set<String> said = new HashSet<>();
        ImageRef base = ImageRef.parse("registry.example/base:1");
        for (String module : List.of("app:", "web:")) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            ProgressLine progress = new ProgressLine(ProgressLine.Style.NONE, nowhere, line -> {}, () -> 0);
            new MavenLog(recorded, progress, module, said).moved(base, "sha256:a", "sha256:b");
        }
        assertThat(recorded.lines())
                .containsExactly(
                        "WARN base registry.example/base:1: the tag means sha256:b by now; base-images.lock holds it"
                                + " to sha256:a, and mvn imagepack:lock-bases takes the new one");
    }

    /** What crosses the network is heard of while it does, and no longer; with -B not at all. */
    @Test
    void longTransfersAreShownWhileTheyLast() {
        AtomicLong clock = new AtomicLong();
        for (ProgressLine.Style style : List.of(ProgressLine.Style.LINES, ProgressLine.Style.NONE)) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
            List<String> lines = new ArrayList<>();
            MavenLog log = new MavenLog(
                    recorded, new ProgressLine(style, nowhere, lines::add, clock::get), "", new HashSet<>());
            List<Runnable> transfers = List.of(
                    () -> log.fetched("sha256:" + "a".repeat(64), 5_000_000),
                    () -> log.advanced(new Alias("app"), 6_000_000),
                    () -> log.sent("registry.example:5000", 7_000_000),
                    () -> log.sending(8_000_000));
            for (Runnable transfer : transfers) {
                clock.addAndGet(11_000_000_000L);
                transfer.run();
            }
            log.arrived("sha256:" + "a".repeat(64));
            clock.addAndGet(11_000_000_000L);
            log.sending(1_000_000);
            assertThat(lines)
                    .containsExactlyElementsOf(
                            style == ProgressLine.Style.NONE
                                    ? List.of()
                                    : List.of(
                                            "layer sha256:aaaaaaaaaaaa: 5.0 MB written",
                                            "`app`: 6.0 MB written, layer sha256:aaaaaaaaaaaa: 5.0 MB written",
                                            "`app`: 6.0 MB written, layer sha256:aaaaaaaaaaaa: 5.0 MB written,"
                                                    + " registry.example:5000: 7.0 MB written",
                                            "`app`: 6.0 MB written, engine: 8.0 MB written,"
                                                    + " layer sha256:aaaaaaaaaaaa: 5.0 MB written,"
                                                    + " registry.example:5000: 7.0 MB written",
                                            "`app`: 6.0 MB written, engine: 9.0 MB written,"
                                                    + " registry.example:5000: 7.0 MB written"));
        }
        assertThat(recorded.lines()).isEmpty();
    }

    private static ImageSpec spec() {
        return Written.module().file("src/main/docker/Dockerfile").spec();
    }

    private static Layer layer(int number, LayerSource source) {
        Digest digest = Digest.of(new byte[] {(byte) number});
        Descriptor descriptor = new Descriptor(MediaType.LAYER_GZIP, digest, 1_500_000);
        return new Layer(DiffId.of(digest), descriptor, source);
    }

    private static BuildOutcome outcome(List<Layer> layers, boolean reused, String upstream) {
        return outcome(layers, "embedded", reused, upstream);
    }

    private static BuildOutcome outcome(List<Layer> layers, String builder, boolean reused, String upstream) {
        Descriptor config = new Descriptor(MediaType.CONFIG, Digest.of(new byte[0]), 100);
        BuiltImage image =
                new BuiltImage(new Alias("app"), spec().references(), Platform.LINUX_AMD64, config, layers, upstream);
        return new BuildOutcome(image, builder, reused, reused ? "" : "first build", Duration.ofMillis(1234));
    }

    @Test
    void whatACommandWritesComesWithoutWhatIsForTerminals() {
        log("").step(new Alias("app"), "[2/3] RUN make");
        log("").output(new Alias("app"), "\u001b[31mred\u001b[0m\tand\r\u0007 \u001b]0;title\u0007plain");
        assertThat(recorded.lines()).containsExactly("INFO `app`: [2/3] RUN make", "INFO `app` | red\tand plain");
    }

    @Test
    void oneLineWhenAnImageStartsAndOneWhenItIsDone() {
        MavenLog log = log("");
        log.started(spec(), "embedded");
        log.building(new Alias("app"), "first build");
        log.downloading(new Alias("app"), "https://example.com/tool");
        log.finished(outcome(List.of(layer(1, LayerSource.EMBED), layer(2, LayerSource.EMBED)), false, ""));
        log.finished(outcome(List.of(layer(1, LayerSource.EMBED)), true, ""));
        log.finished(outcome(
                List.of(layer(1, LayerSource.UPSTREAM), layer(2, LayerSource.EMBED)),
                false,
                "example.com/a@" + Digest.of(new byte[0])));
        log.warning(new Alias("app"), "Dockerfile:3: something odd");
        assertThat(recorded.lines())
                .containsExactly(
                        "INFO `shop`: src/main/docker/Dockerfile, linux/amd64, builder embedded",
                        "INFO `app`: first build",
                        "INFO `app`: downloads https://example.com/tool",
                        "INFO `app`: sha256:e3b0c44298fc, 2 layers, 3.0 MB, built in 1.2 s",
                        "INFO `app`: sha256:e3b0c44298fc, 1 layer, 1.5 MB, reused in 1.2 s",
                        "INFO `app`: sha256:e3b0c44298fc, 2 layers (1 upstream), 1.5 MB, built in 1.2 s",
                        "WARN `app`: Dockerfile:3: something odd");
    }

    @Test
    void whoRanTheCommandsIsSaidWhenItIsKnown() {
        MavenLog log = log("");
        log.started(spec(), "local or remote");
        log.finished(outcome(List.of(layer(1, LayerSource.EMBED)), "remote", true, ""));
        assertThat(recorded.lines())
                .containsExactly(
                        "INFO `shop`: src/main/docker/Dockerfile, linux/amd64, builder local or remote",
                        "INFO `app`: sha256:e3b0c44298fc, 1 layer, 1.5 MB, reused in 1.2 s, builder remote");
    }

    @Test
    void aMissNamesItsReason() {
        MavenLog log = log("");
        Map<String, String> reasons = new TreeMap<>(Map.of(
                "src/main/docker/app.conf changed", "`src/main/docker/app.conf` changed",
                "a.txt changed, b c.txt added, d removed", "`a.txt` changed, `b c.txt` added, `d` removed",
                "a changed, b changed and 7 more", "`a` changed, `b` changed and 7 more",
                "platform changed from linux/amd64 to linux/arm64",
                        "`platform` changed from linux/amd64 to linux/arm64",
                "blob sha256:00 is gone", "blob sha256:00 is gone",
                "its record could not be read", "its record could not be read",
                "`x` changed", "`x` changed"));
        reasons.forEach((reason, shown) -> log.building(new Alias("app"), reason));
        assertThat(recorded.lines())
                .containsExactlyElementsOf(reasons.values().stream()
                        .map(shown -> "INFO `app`: rebuilt, " + shown)
                        .toList());
    }

    @Test
    void thePlatformIsNamedWhereAnImageIsBuiltForSeveral() {
        BuildLog log = log("web:").forPlatform(Platform.parse("linux/arm64"));
        log.started(spec(), "embedded");
        log.building(new Alias("app"), "first build");
        log.warning(new Alias("app"), "odd");
        assertThat(recorded.lines())
                .containsExactly(
                        "INFO `web:shop linux/arm64`: src/main/docker/Dockerfile, builder embedded",
                        "INFO `web:app linux/arm64`: first build",
                        "WARN `web:app linux/arm64`: odd");
    }

    @Test
    void theModuleIsNamedWhereSeveralAreBuiltAtOnce() {
        log("shop-web:").warning(new Alias("app"), "odd");
        assertThat(recorded.lines()).containsExactly("WARN `shop-web:app`: odd");
    }

    @Test
    void packing() {
        MavenLog log = log("");
        log.nothingToPack(Path.of("target/imagepack/built"));
        log.merged(Path.of("../web/images"), 1);
        log.rewrote(Path.of("target/imagepack/manifests/app.yml"), 2);
        log.warning("something odd");
        PackReport.Image image = new PackReport.Image(Digest.of(new byte[1]), List.of(), List.of());
        PackReport report =
                new PackReport(new TreeMap<>(Map.of(new Alias("app"), image)), 3, 4_500_000, Duration.ofMillis(5));
        log.packed(report, false, Path.of("target/imagepack"));
        log.packed(report, true, Path.of("target/imagepack"));
        assertThat(recorded.lines())
                .containsExactly(
                        "INFO nothing to pack: build-images left no image in target/imagepack/built, and there are no"
                                + " mergeLayouts",
                        "INFO merged 1 image of ../web/images",
                        "INFO wrote target/imagepack/manifests/app.yml with 2 image references",
                        "WARN something odd",
                        "INFO packed 1 image in target/imagepack, 3 layers with 4.5 MB",
                        "INFO up to date: 1 image in target/imagepack, 3 layers with 4.5 MB");
    }

    @Test
    void cleaning() {
        MavenLog log = log("");
        CleanCache.Report report =
                new CleanCache.Report(List.of("t:shop app linux/amd64"), 12, 345_600_000, 3, 40, 1_200_000_000);
        log.cleaned(report, false, Path.of("/cache"));
        log.cleaned(report, true, Path.of("/cache"));
        assertThat(recorded.lines())
                .containsExactly(
                        "INFO dropped t:shop app linux/amd64",
                        "INFO dropped 1 record and 12 blobs, freed 345.6 MB of /cache; kept 3 records and 40 blobs with"
                                + " 1.2 GB",
                        "INFO would drop t:shop app linux/amd64",
                        "INFO would drop 1 record and 12 blobs, would free 345.6 MB of /cache; would keep 3 records and"
                                + " 40 blobs with 1.2 GB");
    }

    @Test
    void aLongListOfRecordsIsCut() {
        List<String> records = java.util.Collections.nCopies(25, "t:shop app linux/amd64");
        log("").cleaned(new CleanCache.Report(records, 0, 0, 0, 0, 0), false, Path.of("/cache"));
        assertThat(recorded.lines()).hasSize(22).element(20).isEqualTo("INFO dropped 5 more");
    }

    @Test
    void whatWasConfigured() {
        MavenLog log = log("");
        Written nothing = Written.module();
        log.configured(true, nothing.read(), nothing.facts(), false);
        Written skipped =
                Written.module().pom("<app><skip>true</skip></app>").property("imagepack.images.b.target", "x");
        log.configured(false, skipped.read(), skipped.facts(), true);
        log.configured(false, skipped.read(), skipped.facts(), false);
        assertThat(recorded.lines())
                .containsExactly(
                        "INFO no images here: there is no <images>, no images.yml and no Dockerfile or"
                                + " src/main/docker/Dockerfile in /work/shop",
                        "INFO `app`: skipped, images.app.skip is true",
                        "INFO `app`: skipped, images.app.skip is true",
                        "WARN -Dimagepack.images.b.target is not used: it names no image of this module");
    }
}
