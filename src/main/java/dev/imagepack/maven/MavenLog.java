package dev.imagepack.maven;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.maven.plugin.logging.Log;

import dev.imagepack.build.BuildLog;
import dev.imagepack.cache.CleanCache;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineFacts;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.PackLog;
import dev.imagepack.pack.PackReport;
import dev.imagepack.registry.BaseLock;
import dev.imagepack.registry.PullLog;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.http.CredentialCheck;
import dev.imagepack.ship.LoadLog;
import dev.imagepack.ship.LoadReport;
import dev.imagepack.ship.PushLog;
import dev.imagepack.ship.PushReport;

/** Everything that the goals say, in words; their results are in those of {@link ReportText}. Safe for many threads. */
final class MavenLog implements BuildLog, PackLog, PullLog, PushLog, LoadLog {

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
    private final AtomicBoolean warned;

    /**
     * @param prefix what stands before every alias: the module, where several are built at once; else empty
     * @param said what goals of this run have said and none of them says again
     */
    MavenLog(Log log, ProgressLine progress, String prefix, Set<String> said) {
        this(log, progress, prefix, "", said, new AtomicBoolean());
    }

    private MavenLog(
            Log log, ProgressLine progress, String prefix, String suffix, Set<String> said, AtomicBoolean warned) {
        this.log = log;
        this.progress = progress;
        this.prefix = prefix;
        this.suffix = suffix;
        this.said = said;
        this.warned = warned;
    }

    @Override
    public MavenLog forPlatform(Platform platform) {
        return new MavenLog(log, progress, prefix, " " + platform, said, warned);
    }

    private String label(Alias alias) {
        return "`" + prefix + alias + suffix + "`";
    }

    void info(String line) {
        progress.aside(() -> log.info(line));
    }

    private void warn(String line) {
        warned.set(true);
        progress.aside(() -> log.warn(line));
    }

    void debug(String line) {
        progress.aside(() -> log.debug(line));
    }

    /** A line that the modules of a run have in common. */
    void infoOnce(String line) {
        if (said.add(line)) {
            info(line);
        }
    }

    /** A warning that the modules of a run have in common. */
    void warnOnce(String line) {
        warned.set(true);
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
        String label = label(outcome.image().alias());
        progress.finished(label);
        info(label + ": " + ReportText.of(outcome));
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
        info("base " + reference.withoutDigest().familiar() + ": " + ReportText.shortened(digest));
    }

    @Override
    public void fetching(Repository repository, String digest, long bytes) {
        info("fetching " + layer(digest) + " of " + repository + ", " + Readable.bytes(bytes));
    }

    @Override
    public void fetched(String digest, long bytes) {
        progress.advanced(layer(digest), bytes);
    }

    @Override
    public void arrived(String digest) {
        progress.finished(layer(digest));
    }

    private static String layer(String digest) {
        return "layer " + ReportText.shortened(digest);
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
        info(label(push.alias()) + ": " + ReportText.of(push));
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
        info(label(load.alias()) + ": " + ReportText.of(load));
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

    /** Whether nothing was said that the next run has to say again, even if it does nothing. */
    boolean isQuiet() {
        return !warned.get();
    }

    /** There was nothing to build. */
    void unchanged(UnchangedImage image, Duration duration) {
        MavenLog named = image.platform().map(this::forPlatform).orElse(this);
        info(named.label(image.alias()) + ": " + image.text() + ", reused in " + Readable.time(duration));
    }

    /** There was nothing to pack that is not packed. */
    void upToDate(String packed) {
        info("up to date: " + packed);
    }

    /** The packing is done. */
    void packed(PackReport report, boolean upToDate, Path output) {
        progress.finished("archive");
        String text = ReportText.of(report, output);
        if (upToDate) {
            upToDate(text);
        } else {
            info("packed " + text);
        }
    }

    /** The cache was cleaned, or would have been. */
    void cleaned(CleanCache.Report report, boolean dryRun, Path root) {
        ReportText.of(report, dryRun, root).forEach(this::info);
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
        ReportText.of(check).forEach(this::info);
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
