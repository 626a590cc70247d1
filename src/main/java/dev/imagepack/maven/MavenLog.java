package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.maven.plugin.logging.Log;

import dev.imagepack.build.BuildLog;
import dev.imagepack.cache.CleanCache;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineFacts;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.PackLog;
import dev.imagepack.pack.PackReport;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.BaseLock;
import dev.imagepack.registry.PullLog;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.http.CredentialCheck;
import dev.imagepack.ship.LoadLog;
import dev.imagepack.ship.LoadReport;
import dev.imagepack.ship.PushLog;
import dev.imagepack.ship.PushReport;

/** Everything that the goals say, in words; all wording is here. Safe for many threads. */
final class MavenLog implements BuildLog, PackLog, PullLog, PushLog, LoadLog {

    /** As engines print it. */
    private static final int SHORT_ID = 12;

    /** More records than these say nothing to a reader. */
    private static final int MOST_RECORDS = 20;

    private static final Pattern CHANGE =
            Pattern.compile("(^|, )([^`, ](?:(?!, ).)*?) (changed|added|removed)(?=$|,| and [0-9]+ more$| from )");

    /** Sequences that colour or move, and single control characters but for the tabulator. */
    private static final Pattern CONTROL =
            Pattern.compile("\\x1B\\[[0-9;?]*[ -/]*[@-~]|\\x1B\\][^\\x07\\x1B]*(?:\\x07|\\x1B\\\\)|(?!\t)\\p{Cc}");

    private final Log log;
    private final ProgressLine progress;
    private final String prefix;
    private final String suffix;
    private final Set<String> said;

    /**
     * @param prefix what stands before every alias: the module, where several are built at once; else empty
     * @param said what goals of this run have said and none of them says again
     */
    MavenLog(Log log, ProgressLine progress, String prefix, Set<String> said) {
        this(log, progress, prefix, "", said);
    }

    private MavenLog(Log log, ProgressLine progress, String prefix, String suffix, Set<String> said) {
        this.log = log;
        this.progress = progress;
        this.prefix = prefix;
        this.suffix = suffix;
        this.said = said;
    }

    @Override
    public MavenLog forPlatform(Platform platform) {
        return new MavenLog(log, progress, prefix, " " + platform, said);
    }

    private String label(Alias alias) {
        return "`" + prefix + alias + suffix + "`";
    }

    void info(String line) {
        progress.aside(() -> log.info(line));
    }

    private void warn(String line) {
        progress.aside(() -> log.warn(line));
    }

    void debug(String line) {
        progress.aside(() -> log.debug(line));
    }

    /** A warning that the modules of a run have in common. */
    void warnOnce(String line) {
        if (said.add(line)) {
            warn(line);
        }
    }

    @Override
    public void started(ImageSpec image, String builder) {
        String platform = suffix.isEmpty() ? ", " + image.platform() : "";
        info(label(image.alias()) + ": " + image.recipe().describe() + platform + ", builder " + builder);
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
    public void downloading(Alias alias, String address) {
        info(label(alias) + ": downloads " + address);
    }

    @Override
    public void step(Alias alias, String step) {
        info(label(alias) + ": " + printable(step));
    }

    @Override
    public void output(Alias alias, String line) {
        info(label(alias) + " | " + printable(line));
    }

    /** What commands write may be meant for a terminal, and may be meant ill. */
    private static String printable(String text) {
        return CONTROL.matcher(text).replaceAll("");
    }

    @Override
    public void advanced(Alias alias, long bytes) {
        progress.advanced(label(alias), bytes);
    }

    @Override
    public void finished(BuildOutcome outcome) {
        BuiltImage image = outcome.image();
        progress.finished(label(image.alias()));
        String id = shortened(image.config().digest().toString());
        info(label(image.alias()) + ": " + id + ", " + layers(image) + ", " + Readable.bytes(embeddedBytes(image))
                + ", " + (outcome.reused() ? "reused" : "built") + " in " + Readable.time(outcome.duration())
                + by(outcome));
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

    @Override
    public void resolved(ImageRef reference, String digest) {
        info("base " + reference.withoutDigest().familiar() + ": " + shortened(digest));
    }

    @Override
    public void fetching(Repository repository, String digest, long bytes) {
        info("fetching layer " + shortened(digest) + " of " + repository + ", " + Readable.bytes(bytes));
    }

    @Override
    public void fetched(long bytes) {
        progress.advanced("bases", bytes);
    }

    @Override
    public void moved(ImageRef reference, String locked, String now) {
        warnOnce("base " + reference.familiar() + ": the tag means " + now + " by now; " + BaseLock.FILE
                + " holds it to " + locked + ", and mvn imagepack:lock-bases takes the new one");
    }

    @Override
    public void sent(String domain, long bytes) {
        progress.advanced(domain, bytes);
    }

    @Override
    public void pushed(PushReport.Push push) {
        progress.finished(push.target().repository().domain());
        PushReport.Blobs blobs = push.blobs();
        String how = push.unchanged()
                ? "unchanged"
                : "sent " + Readable.bytes(blobs.sentBytes()) + " in " + Readable.count(blobs.sent(), "blob") + ", "
                        + blobs.mounted() + " mounted, " + blobs.present() + " were there";
        info(label(push.alias()) + ": pushed " + push.target() + ", "
                + push.manifest().digest() + ", " + Readable.bytes(push.size()) + ", " + how);
    }

    @Override
    public void sending(long bytes) {
        progress.advanced("engine", bytes);
    }

    @Override
    public void sparedInVain(String reason) {
        warn("everything is sent, because the engine did not do without the layers that it has: " + reason);
    }

    @Override
    public void loaded(Engine engine, LoadReport.Load load) {
        progress.finished("engine");
        String names = load.names().stream().map(ImageRef::familiar).collect(Collectors.joining(", "));
        String how = load.unchanged()
                ? "unchanged"
                : "sent " + Readable.bytes(load.sent().bytes()) + " in "
                        + Readable.count(load.sent().layers(), "layer") + ", spared "
                        + Readable.bytes(load.spared().bytes()) + " in "
                        + Readable.count(load.spared().layers(), "layer");
        info(label(load.alias()) + ": loaded as " + names + ", "
                + shortened(load.id().toString()) + ", " + load.platform() + ", " + how);
    }

    /** The engine of this machine was found. */
    void found(Engine engine, EngineFacts facts, String how) {
        info("engine " + engine.describe() + " (" + how + "): " + facts);
    }

    /** Neither packed nor built images are there. */
    void nothingToShip(String verb, Path output) {
        info("nothing to " + verb + ": neither build-images nor pack-images left an image in " + output);
    }

    /** Bases were locked. */
    void locked(Path file, int bases) {
        info("locked " + Readable.count(bases, "base") + " in " + file);
    }

    /** No image is built upon one at a registry, or all that are name its digest. */
    void nothingToLock() {
        info("nothing to lock: no image here is built upon a tag at a registry");
    }

    private static String shortened(String digest) {
        return digest.substring(0, Math.min(digest.length(), digest.indexOf(':') + 1 + SHORT_ID));
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
