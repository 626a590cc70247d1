package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.imagepack.cache.CleanCache;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.pack.PackReport;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.http.CredentialCheck;
import dev.imagepack.ship.LoadReport;
import dev.imagepack.ship.PushReport;

/** What came of goals, in words. */
final class ReportText {

    /** As engines print it. */
    private static final int SHORT_ID = 12;

    /** More records than these say nothing to a reader. */
    private static final int MOST_RECORDS = 20;

    private ReportText() {}

    /** A digest as people tell it apart. */
    static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + SHORT_ID));
    }

    /** An image that was built, or found in the cache. */
    static String of(BuildOutcome outcome) {
        return of(outcome.image()) + ", " + (outcome.reused() ? "reused" : "built") + " in "
                + Readable.time(outcome.duration()) + by(outcome);
    }

    /** An image for itself. */
    static String of(BuiltImage image) {
        String id = shortened(image.config().digest().toString());
        return id + ", " + layers(image) + ", " + Readable.bytes(embeddedBytes(image));
    }

    /** Who runs commands is known only afterwards: whoever was there, or whoever the cache says it was. */
    private static String by(BuildOutcome outcome) {
        return outcome.builder().equals("embedded") ? "" : ", builder " + outcome.builder();
    }

    private static String layers(BuiltImage image) {
        long upstream = image.layers().stream()
                .filter(layer -> layer.source() == LayerSource.UPSTREAM)
                .count();
        String all = Readable.count(image.layers().size(), "layer");
        return upstream == 0 ? all : all + " (" + upstream + " upstream)";
    }

    private static long embeddedBytes(BuiltImage image) {
        return image.layers().stream()
                .filter(layer -> layer.source() == LayerSource.EMBED)
                .map(Layer::descriptor)
                .mapToLong(descriptor -> descriptor.size())
                .sum();
    }

    /** An image that is at a registry now. */
    static String of(PushReport.Push push) {
        PushReport.Blobs blobs = push.blobs();
        String how = push.unchanged()
                ? "unchanged"
                : "sent " + Readable.bytes(blobs.sentBytes()) + " in " + Readable.count(blobs.sent(), "blob") + ", "
                        + blobs.mounted() + " mounted, " + blobs.present() + " were there";
        return "pushed " + push.target() + ", " + push.manifest().digest() + ", " + Readable.bytes(push.size()) + ", "
                + how;
    }

    /** An image that is in an engine now. */
    static String of(LoadReport.Load load) {
        String names = load.names().stream().map(ImageRef::familiar).collect(Collectors.joining(", "));
        String how = load.unchanged()
                ? "unchanged"
                : "sent " + Readable.bytes(load.sent().bytes()) + " in "
                        + Readable.count(load.sent().layers(), "layer") + ", spared "
                        + Readable.bytes(load.spared().bytes()) + " in "
                        + Readable.count(load.spared().layers(), "layer");
        return "loaded as " + names + ", " + shortened(load.id().toString()) + ", " + load.platform() + ", " + how;
    }

    /** What a package holds. */
    static String of(PackReport report, Path output) {
        return Readable.count(report.imageCount(), "image") + " in " + output + ", "
                + Readable.count(report.embeddedLayerCount(), "layer") + " with "
                + Readable.bytes(report.embeddedLayerBytes());
    }

    /** What cleaning dropped, or would have dropped: lines. */
    static List<String> of(CleanCache.Report report, boolean dryRun, Path root) {
        String verb = dryRun ? "would drop " : "dropped ";
        List<String> lines = new ArrayList<>();
        report.droppedRecords().stream().limit(MOST_RECORDS).forEach(record -> lines.add(verb + record));
        if (report.droppedRecords().size() > MOST_RECORDS) {
            lines.add(verb + (report.droppedRecords().size() - MOST_RECORDS) + " more");
        }
        lines.add(verb + Readable.count(report.droppedRecords().size(), "record") + " and "
                + Readable.count(report.droppedBlobs(), "blob") + (dryRun ? ", would free " : ", freed ")
                + Readable.bytes(report.freedBytes()) + " of " + root + "; "
                + (dryRun ? "would keep " : "kept ")
                + Readable.count(report.keptRecords(), "record") + " and "
                + Readable.count(report.keptBlobs(), "blob") + " with " + Readable.bytes(report.keptBytes()));
        return lines;
    }

    /** What a registry said to the credentials that there are, and where those came from: lines. */
    static List<String> of(CredentialCheck check) {
        String purpose = check.access() == Access.PULL ? ", pull: " : ", push: ";
        List<String> lines = new ArrayList<>();
        lines.add(check.repository() + purpose + (check.taken() ? "" : "NOT possible: ") + check.answer());
        check.trace().lines().forEach(line -> lines.add("  " + line));
        return lines;
    }
}
