package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.maven.plugin.logging.Log;

import dev.imagepack.build.BuildLog;
import dev.imagepack.cache.CleanCache;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.pack.PackLog;
import dev.imagepack.pack.PackReport;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.http.CredentialCheck;
import dev.imagepack.registry.http.TransportLog;

/** Everything that the goals say, in words; all wording is here. Safe for many threads. */
final class MavenLog implements BuildLog, PackLog {

    /** As engines print it. */
    private static final int SHORT_ID = 12;

    /** More records than these say nothing to a reader. */
    private static final int MOST_RECORDS = 20;

    private static final Pattern CHANGE =
            Pattern.compile("(^|, )([^`, ](?:(?!, ).)*?) (changed|added|removed)(?=$|,| and [0-9]+ more$| from )");

    private final Log log;
    private final ProgressLine progress;
    private final String prefix;

    /** @param prefix what stands before every alias: the module, where several are built at once; else empty */
    MavenLog(Log log, ProgressLine progress, String prefix) {
        this.log = log;
        this.progress = progress;
        this.prefix = prefix;
    }

    private String label(Alias alias) {
        return "`" + prefix + alias + "`";
    }

    private void info(String line) {
        progress.aside(() -> log.info(line));
    }

    private void warn(String line) {
        progress.aside(() -> log.warn(line));
    }

    @Override
    public void started(ImageSpec image, String builder) {
        info(label(image.alias()) + ": " + image.recipe().describe() + ", " + image.platform() + ", builder "
                + builder);
    }

    @Override
    public void building(Alias alias, String reason) {
        boolean isFirst = reason.startsWith("first build");
        info(label(alias) + ": " + (isFirst ? reason : "rebuilt, " + quoted(reason)));
    }

    /** The reason with the names of inputs set off from its words. */
    private static String quoted(String reason) {
        Matcher changes = CHANGE.matcher(reason);
        return changes.replaceAll("$1`$2` $3");
    }

    @Override
    public void advanced(Alias alias, long bytes) {
        progress.advanced(label(alias), bytes);
    }

    @Override
    public void finished(BuildOutcome outcome) {
        BuiltImage image = outcome.image();
        progress.finished(label(image.alias()));
        String digest = image.config().digest().toString();
        String id = digest.substring(0, digest.indexOf(':') + 1 + SHORT_ID);
        info(label(image.alias()) + ": " + id + ", " + layers(image) + ", " + Readable.bytes(embeddedBytes(image))
                + ", " + (outcome.reused() ? "reused" : "built") + " in " + Readable.time(outcome.duration()));
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

    @Override
    public void warning(Alias alias, String message) {
        warn(label(alias) + ": " + message);
    }

    @Override
    public void merged(Path layout, int images) {
        info("merged " + Readable.count(images, "image") + " of " + layout);
    }

    @Override
    public void rewrote(Path target, int references) {
        info("wrote " + target + " with " + Readable.count(references, "image reference"));
    }

    @Override
    public void advanced(long bytes) {
        progress.advanced("archive", bytes);
    }

    @Override
    public void warning(String message) {
        warn(message);
    }

    /** The packing is done. */
    void packed(PackReport report, boolean upToDate, Path output) {
        progress.finished("archive");
        info((upToDate ? "up to date: " : "packed ") + Readable.count(report.imageCount(), "image") + " in " + output
                + ", "
                + Readable.count(report.embeddedLayerCount(), "layer") + " with "
                + Readable.bytes(report.embeddedLayerBytes()));
    }

    /** The cache was cleaned, or would have been. */
    void cleaned(CleanCache.Report report, boolean dryRun, Path root) {
        String verb = dryRun ? "would drop " : "dropped ";
        report.droppedRecords().stream().limit(MOST_RECORDS).forEach(record -> info(verb + record));
        if (report.droppedRecords().size() > MOST_RECORDS) {
            info(verb + (report.droppedRecords().size() - MOST_RECORDS) + " more");
        }
        info(verb + Readable.count(report.droppedRecords().size(), "record") + " and "
                + Readable.count(report.droppedBlobs(), "blob") + (dryRun ? ", would free " : ", freed ")
                + Readable.bytes(report.freedBytes()) + " of " + root + "; "
                + (dryRun ? "would keep " : "kept ")
                + Readable.count(report.keptRecords(), "record") + " and "
                + Readable.count(report.keptBlobs(), "blob") + " with " + Readable.bytes(report.keptBytes()));
    }

    /**
     * The configuration was read.
     *
     * @param nothing whether there is neither a configuration nor a Dockerfile, and nothing to merge
     * @param manyModules whether a property that fits nothing here may be for another module
     */
    void configured(boolean nothing, ImagesReader.Images images, ModuleFacts module, boolean manyModules) {
        if (nothing) {
            info("no images here: there is no <images>, no " + ImagesFile.DEFAULT_NAME + " and no "
                    + String.join(" or ", DefaultImage.LOOKED_FOR) + " in " + module.directory());
        }
        for (Alias alias : images.aliases().skipped()) {
            info(label(alias) + ": skipped, images." + alias + ".skip is true");
        }
        if (!manyModules) {
            images.foreign().forEach(name -> warn("-D" + name + " is not used: it names no image of this module"));
        }
    }

    /** A whole goal is skipped, because this property is true or its parameter in the pom. */
    void skipped(String goal, String property) {
        info(goal + ": skipped, " + property + " is true");
    }

    /** The goal before this one left nothing. */
    void nothingToPack(Path built) {
        info("nothing to pack: build-images left no image in " + built + ", and there are no mergeLayouts");
    }

    /** For the way to registries. */
    TransportLog transport() {
        return new TransportLines(this::info, this::warn, log::debug);
    }

    /** What a registry said to the credentials that there are. */
    void checked(CredentialCheck check) {
        String name = check.repository().path().isEmpty()
                ? check.repository().domain()
                : check.repository().toString();
        String purpose = check.access() == Access.PULL ? ", pull: " : ", push: ";
        info(name + purpose + (check.taken() ? "" : "NOT possible: ") + check.answer());
        check.trace().lines().forEach(line -> info("  " + line));
    }

    /** All registries were asked. */
    void checkedAll(int count) {
        info(
                count == 0
                        ? "no registry is in use here"
                        : "asked about " + count + (count == 1 ? " repository" : " repositories"));
    }

    /** Takes the moving line away. */
    void close() {
        progress.aside(() -> {});
    }
}
