package dev.imagepack.maven;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

import dev.imagepack.build.BuildImages;
import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.cache.Cache;
import dev.imagepack.cache.Sightings;
import dev.imagepack.engine.Engines;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.pack.ManifestCheck;
import dev.imagepack.registry.PullPolicy;

/**
 * Builds the container images of a module: without a daemon, unless a Dockerfile runs commands. What did not change since an earlier build, on this machine and
 * of whatever checkout, comes from the cache. {@code pack-images} packs the results.
 *
 * <p>Several executions in one module each build their own images; {@code pack-images} packs those of all that ran before
 * it. Only images of one execution may be built on each other.
 *
 * <p>A module that configures no image but has a {@code Dockerfile} (or {@code src/main/docker/Dockerfile}) gets one image
 * of it, whose alias is the artifactId.
 */
@Mojo(name = "build-images", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class BuildImagesMojo extends BuildParameters {

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipBuild", defaultValue = "false")
    private boolean skipBuild;

    /** Stands for the builders of this version; tests put theirs here. */
    Wiring wiring = Wiring.standard();

    @Override
    String name() {
        return "build-images";
    }

    @Override
    boolean isSkipped() {
        return skipBuild;
    }

    @Override
    String skipProperty() {
        return "imagepack.skipBuild";
    }

    @Override
    void run(MavenLog log) throws IOException {
        long start = System.nanoTime();
        Glance glance = glance(facts(), log);
        AskedTags tags = new AskedTags(() -> transport(log));
        Optional<List<UnchangedImage>> unchanged = HandOver.of(project(), built())
                        .isOnly(execution().getExecutionId())
                ? glance.nothingToDo(new Questions(Expressions.of(session(), execution()), tags))
                        .map(lines -> lines.stream().map(UnchangedImage::parse).toList())
                : Optional.empty();
        if (unchanged.isPresent()) {
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            unchanged.get().forEach(image -> log.unchanged(image, duration));
            HandOver.of(project(), built())
                    .replace(
                            execution().getExecutionId(),
                            unchanged.get().stream().map(UnchangedImage::alias).collect(Collectors.toSet()));
            return;
        }
        glance.begin();
        buildAll(glance, tags, log);
    }

    /** What images depend on besides parameters and files. */
    private SortedMap<String, String> facts() {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("time", String.valueOf(System.getenv("SOURCE_DATE_EPOCH")));
        facts.put("offline", String.valueOf(session().isOffline()));
        facts.put("annotations", defaultAnnotations().toString());
        return facts;
    }

    /** The long way. */
    private void buildAll(Glance glance, AskedTags tags, MavenLog log) throws IOException {
        Sightings sightings = glance.sightings();
        ModuleFacts module = module(sightings::place);
        manifests().forEach(sightings::place);
        Reading reading = new Reading(UserProperties.of(session().getUserProperties()), new Faults());
        List<ConfigNode> sources = configuration(
                        module, Questions.notedExpressions(Expressions.of(session(), execution()), sightings))
                .sources(module, reading);
        ImagesReader.Images read = new ImagesReader(module, defaults(reading), reading).read(sources);
        reading.faults().throwIfAny();
        ManifestCheck.check(
                manifests(), read.specs().stream().map(ImageSpec::alias).toList(), mergeLayouts());
        log.configured(
                sources.isEmpty() && mergeLayouts().isEmpty(),
                read,
                module,
                session().getProjects().size() > 1);
        List<BuildOutcome> outcomes = build(read, module, glance, tags, log);
        boolean alone = handOver(outcomes);
        boolean nothingToSayAgain = log.isQuiet() && read.aliases().skipped().isEmpty();
        if (alone && nothingToSayAgain && !outcomes.isEmpty()) {
            noteBuilt(built(), sightings);
            glance.end(outcomes.stream()
                    .map(outcome -> UnchangedImage.line(outcome, outcomes))
                    .toList());
        }
    }

    private List<BuildOutcome> build(
            ImagesReader.Images read, ModuleFacts module, Glance glance, AskedTags tags, MavenLog log)
            throws IOException {
        List<ImageSpec> specs = read.specs();
        if (specs.isEmpty()) {
            return List.of();
        }
        TarReader.Limits limits = limits();
        Pulling pulling = pulling(glance.sightings()::place, log);
        int processors = Runtime.getRuntime().availableProcessors();
        String id = project().getGroupId() + ":" + project().getArtifactId();
        try (Cache cache = Cache.open(cacheRoot(), thisRun().layers(), glance.sightings());
                Engines engines = EngineWays.of(session(), engineHost(), log);
                Workers workers = new Workers(processors)) {
            Function<ImageSpec, Builder> builders = wiring.builders(new Wiring.Outside(
                    new EmbeddedBuilder.Outside(
                            bases(pulling, cache, tags, log), Network.downloads(session(), this::proxies), limits),
                    engines,
                    authorizations(pulling.registries()),
                    pulling.policy() == PullPolicy.ALWAYS,
                    buildah(),
                    SessionEnvironment.of(session())));
            SkippedImages.refuse(read, builders);
            List<BuildOutcome> outcomes = BuildImages.build(new BuildImages.Request(
                    specs,
                    id,
                    module.directory(),
                    outputs(),
                    created(),
                    cache,
                    workers,
                    parallel(processors),
                    builders,
                    log));
            outcomes.forEach(outcome -> note(outcome, cache));
            return outcomes;
        }
    }

    /** What a glance next time must find; nothing is told at a glance of what an engine or buildah built. */
    private static void note(BuildOutcome outcome, Cache cache) {
        if (!outcome.builder().equals(EmbeddedBuilder.NAME)) {
            cache.sightings().spoil("images." + outcome.image().alias() + " is built by " + outcome.builder());
        }
        for (Descriptor blob : outcome.image().blobs()) {
            cache.sightings().needs(cache.blobs().path(blob.digest()), blob.size());
        }
    }

    /**
     * Leaves the images for {@code pack-images}, beside those of other executions of this build, instead of what earlier builds
     * left; whether there are none of others.
     */
    private boolean handOver(List<BuildOutcome> outcomes) throws IOException {
        HandOver others = HandOver.of(project(), built());
        Set<Alias> own =
                outcomes.stream().map(outcome -> outcome.image().alias()).collect(Collectors.toSet());
        Set<Alias> kept = others.replace(execution().getExecutionId(), own);
        BuiltDirectory.write(built(), outcomes, kept);
        return kept.isEmpty();
    }
}
