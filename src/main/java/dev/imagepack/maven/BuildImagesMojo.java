package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import javax.inject.Inject;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildImages;
import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.io.TarReader;
import dev.imagepack.pack.ManifestCheck;
import dev.imagepack.registry.LockMode;
import dev.imagepack.registry.PullPolicy;
import dev.imagepack.registry.Registry;
import dev.imagepack.registry.RegistryImages;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.http.HttpTransport;
import dev.imagepack.registry.http.TransportLog;
import dev.imagepack.registry.http.TransportSettings;

/**
 * Builds the container images of a module, without a daemon. What did not change since an earlier build, on this machine and
 * of whatever checkout, comes from the cache. {@code pack-images} packs the results.
 *
 * <p>A module that configures no image but has a {@code Dockerfile} (or {@code src/main/docker/Dockerfile}) gets one image
 * of it, whose alias is the artifactId.
 */
@Mojo(name = "build-images", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class BuildImagesMojo extends ImagesGoal {

    /**
     * The images: one element for each, whose name is the image's alias. {@code <app>docker/Dockerfile</app>} is short for
     * an image with nothing but a Dockerfile. The keys of an image:
     *
     * <ul>
     *   <li>{@code dockerfile}: the Dockerfile, relative to the module as all paths are; or {@code dockerfileContent}: its
     *       text</li>
     *   <li>{@code context}: the directory that {@code COPY} and {@code ADD} see; default: the Dockerfile's own directory,
     *       or the module for an inline one</li>
     *   <li>{@code target}: the stage to build; default: the last</li>
     *   <li>{@code buildArgs}: values for {@code ARG}, by name</li>
     *   <li>{@code contexts}: what a name in {@code FROM} or {@code --from} means: a directory, or anything that
     *       {@code from} takes</li>
     *   <li>{@code from}, for an image without a Dockerfile: {@code scratch}, {@code oci-layout://PATH[:name]},
     *       {@code docker-archive://PATH[:name]}, the alias of another image of this module, or the name of an image at a
     *       registry</li>
     *   <li>{@code layers}: a list, bottom first, of {@code name}, {@code files} ({@code from}, {@code into},
     *       {@code includes}, {@code excludes}, {@code owner}, {@code fileMode}, {@code directoryMode}, {@code permissions}
     *       with {@code file}, a pattern for absolute paths in the image, and {@code mode}), {@code directories} ({@code path}, {@code mode}, {@code owner}),
     *       {@code links} ({@code path}, {@code target}, {@code owner}) and {@code deletes} (paths)</li>
     *   <li>{@code container}: {@code entrypoint}, {@code args}, {@code environment}, {@code ports}, {@code volumes},
     *       {@code user}, {@code workingDirectory}, {@code stopSignal}, {@code healthcheck} ({@code test}, {@code interval},
     *       {@code timeout}, {@code startPeriod}, {@code startInterval}, {@code retries})</li>
     *   <li>{@code labels}: by name</li>
     *   <li>{@code annotations}: of the manifest, by name; they win over those of the parameter {@code annotations}, and an
     *       empty value takes one away</li>
     *   <li>{@code name}: the image's name at a registry, with or without a tag; {@code tags}: tags or whole references,
     *       instead of a tag by default, besides one that {@code name} has;
     *       default: {@code artifactId:version} if the alias is the artifactId, else {@code artifactId-alias:version}</li>
     *   <li>{@code builder}, {@code platform} or {@code platforms}, {@code upstreamMatch}, {@code upstreamDescriptors},
     *       {@code compression}: as the parameters of the same names, which hold where an image does not say it itself</li>
     *   <li>{@code checks}, of an image with a Dockerfile: as the parameter of that name</li>
     *   <li>{@code skip}: leaves the image out of this build</li>
     * </ul>
     *
     * <p>A name that XML does not allow as an element is written
     * {@code <entry><name>a/b</name><value>…</value></entry>}. Maven's expressions are replaced in every value, here and in
     * the file; what Maven does not know stays as it is, so a Dockerfile's variables do, and a doubled dollar sign before the
     * brace stands for one that is kept.
     *
     * <p>Outside of lists every key has a user property, which wins over the pom and the file:
     * {@code -Dimagepack.images.app.target=test}, {@code -Dimagepack.images.app.buildArgs.VERSION=2},
     * {@code -Dimagepack.images.app.tags=1.0,latest} (a backslash keeps a comma).
     *
     * <p>The default is no image. Example:
     * {@code <images><app><dockerfile>src/main/docker/Dockerfile</dockerfile>
     * <name>registry.example.com/team/app</name><tags><tag>1.0</tag></tags></app></images>}
     */
    @Parameter
    private @Nullable PlexusConfiguration images;

    /**
     * A YAML file with images, under the key {@code images}, in the same structure with hyphenated keys
     * ({@code dockerfile-content}). Images may be in the pom and in the file, each alias in one of them. The default is
     * {@code images.yml} in the module, if it exists.
     */
    @Parameter(property = "imagepack.imagesFile")
    private @Nullable File imagesFile;

    /**
     * Who runs the recipes: {@code embedded}, this JVM, without any daemon, for recipes that run no command; {@code local},
     * an engine on this machine; {@code remote}, one on another; {@code auto}, embedded where that is possible, else an
     * engine that is found. Holds for images without a {@code builder} of their own.
     */
    @Parameter(property = "imagepack.builder", defaultValue = "auto")
    private @Nullable String builder;

    /**
     * What images are built for: {@code os/architecture[/variant]}, for instance {@code linux/arm64}. Short for
     * {@code platforms} with one value. Holds for images without a {@code platform} or {@code platforms} of their own. The
     * default is {@code linux/amd64}.
     */
    @Parameter(property = "imagepack.platform")
    private @Nullable String platform;

    /**
     * The platforms that every image is built for, each from the manifest that its base has for it, and packed as one image
     * index; the preferred one first: it is what {@code docker load} of the archive gets. Holds for images without a
     * {@code platform} or {@code platforms} of their own. The default is the one {@code platform}. Example:
     * {@code <platforms><platform>linux/amd64</platform><platform>linux/arm64</platform></platforms>}, or
     * {@code -Dimagepack.platforms=linux/amd64,linux/arm64}.
     */
    @Parameter(property = "imagepack.platforms")
    private @Nullable List<String> platforms;

    /**
     * The beginning of the names of bases that are at the destination already, so that their layers need not travel in the
     * package: {@code registry.example.com/base}. It ends at a {@code /}, {@code :} or {@code @} of the name, which counts in
     * full: {@code docker.io/library/alpine} for {@code alpine}. Holds for images without an {@code upstreamMatch} of their
     * own. The default is none: every layer is embedded.
     */
    @Parameter(property = "imagepack.upstreamMatch")
    private @Nullable String upstreamMatch;

    /**
     * How a manifest names the layers that do not travel: {@code registry}, with the digest, size and type that the registry
     * has them under; {@code diff-id}, with the digest and size of the uncompressed layer, as LazyCat does. Holds for images
     * without {@code upstreamDescriptors} of their own.
     */
    @Parameter(property = "imagepack.upstreamDescriptors", defaultValue = "registry")
    private @Nullable String upstreamDescriptors;

    /**
     * How new layers are stored: {@code gzip}, which every engine reads; {@code zstd}, smaller and much faster, read by
     * Docker since 23; {@code none}. With a level if you like: {@code gzip:9} (1 to 9), {@code zstd:19} (1 to 22). Holds for
     * images without a {@code compression} of their own.
     */
    @Parameter(property = "imagepack.compression", defaultValue = "gzip")
    private @Nullable String compression;

    /**
     * What BuildKit's build checks of Dockerfiles lead to, which point out what works today and should be written
     * differently: {@code warn}, a line in the log for each finding, with file, line, rule and what to write instead;
     * {@code off}, nothing; {@code fail}, the build stops before the image is built, with all findings. The image is the same
     * in any case. A Dockerfile may leave rules out with the directive {@code # check=skip=RULE,RULE}, or with that comment
     * above an instruction, and ask for {@code error=true} itself. Holds for images without {@code checks} of their own.
     */
    @Parameter(property = "imagepack.checks", defaultValue = "warn")
    private @Nullable String checks;

    /**
     * Annotations of every image's manifest, and of the index of several platforms, by name; an image's own win. They are no
     * part of what is built: another value makes another manifest and rebuilds nothing. An empty value takes one away that
     * {@code defaultAnnotations} adds. The default is none. Example:
     * {@code <annotations><org.opencontainers.image.vendor>Example</org.opencontainers.image.vendor></annotations>}, or
     * {@code -Dimagepack.annotations.org.opencontainers.image.vendor=Example}.
     */
    @Parameter
    private @Nullable PlexusConfiguration annotations;

    /**
     * Whether manifests say, as annotations {@code org.opencontainers.image.*}, what is known: {@code title} (the pom's name),
     * {@code version}, {@code source} (the pom's {@code scm.url}, without user and password), {@code licenses} (the names of
     * the pom's licenses, joined by OR, if all have the form of an SPDX identifier), {@code revision} (the commit that git has
     * checked out around the module, changed files or not), {@code created} (the time that the image carries), and
     * {@code base.name} with {@code base.digest} of a base whose published name and manifest are known.
     */
    @Parameter(property = "imagepack.defaultAnnotations", defaultValue = "true")
    private boolean defaultAnnotations;

    /**
     * The time that images and the files in their new layers carry, unless the environment has {@code SOURCE_DATE_EPOCH}:
     * with its offset ({@code 2024-01-31T12:00:00Z}), or as seconds since 1970. Where neither is set, that is the beginning
     * of 1970; so equal content gives equal images at any time. (Maven 4 itself sets the property, to 1980, where a pom does
     * not.)
     */
    @Parameter(property = "imagepack.outputTimestamp", defaultValue = "${project.build.outputTimestamp}")
    private @Nullable String outputTimestamp;

    /**
     * The most bytes that an archive of {@code ADD}, or one layer of a base, may unpack to: {@code 64g} ({@code k}, {@code m},
     * {@code g}, {@code t}). A small file that would fill the disk is refused instead.
     */
    @Parameter(property = "imagepack.maxUnpackedSize", defaultValue = "64g")
    private String maxUnpackedSize = "64g";

    /**
     * How many images of the module are built at once. The default 0 stands for the number of processors.
     */
    @Parameter(property = "imagepack.parallel", defaultValue = "0")
    private int parallel;

    /**
     * When a registry is asked what the tag of a base means: {@code always}, at every build; {@code if-not-present}, when
     * this machine does not know it yet; {@code never}, so that only bases are used that this machine knows. A base with a
     * digest is never asked about twice, and with {@code mvn -o} no registry is contacted at all.
     */
    @Parameter(property = "imagepack.pullPolicy", defaultValue = "if-not-present", required = true)
    private String pullPolicy;

    /**
     * The file with the digests that bases are held to, as {@code lock-bases} writes it. The default is
     * {@code base-images.lock} in the module, or in the nearest of its parents' directories that has it.
     */
    @Parameter(property = "imagepack.baseLock")
    private @Nullable File baseLock;

    /**
     * What is done with that file: {@code use}, bases that it has are held to it; {@code check}, and a base that it lacks, or
     * whose tag means something else by now, fails the build; {@code ignore}, tags mean what they mean now.
     */
    @Parameter(property = "imagepack.lock", defaultValue = "use", required = true)
    private String lock;

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipBuild", defaultValue = "false")
    private boolean skipBuild;

    private final Flights flights;

    /** Stands for the builders of this version; tests put theirs here. */
    Wiring wiring = Wiring.standard();

    @Inject
    BuildImagesMojo(Flights flights) {
        this.flights = flights;
    }

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
        MavenProject project = project();
        ModuleFacts module =
                new ModuleFacts(project.getBasedir().toPath(), project.getArtifactId(), project.getVersion());
        Reading reading = new Reading(UserProperties.of(session().getUserProperties()), new Faults());
        ImageDefaults defaults = ImageDefaults.read(
                        builder,
                        platform,
                        platforms(reading.faults()),
                        upstreamMatch,
                        upstreamDescriptors,
                        compression,
                        checks,
                        reading.faults())
                .annotated(annotations(reading));
        List<ConfigNode> sources = configuration().sources(module, reading);
        ImagesReader.Images read = new ImagesReader(module, defaults, reading).read(sources);
        reading.faults().throwIfAny();
        ManifestCheck.check(
                manifests(), read.specs().stream().map(ImageSpec::alias).toList(), mergeLayouts());
        log.configured(
                sources.isEmpty() && mergeLayouts().isEmpty(),
                read,
                module,
                session().getProjects().size() > 1);
        build(read, module, log);
    }

    /** The platforms, unless {@code platform} says it; a user property wins over the other parameter in the pom. */
    private List<String> platforms(Faults faults) {
        Set<String> properties = session().getUserProperties().stringPropertyNames();
        boolean single = properties.contains("imagepack.platform");
        boolean several = properties.contains("imagepack.platforms");
        List<String> listed = platforms == null ? List.of() : platforms;
        boolean both = platform != null && !listed.isEmpty();
        if (both && single == several) {
            faults.add("<platform> and <platforms> are both there", "Keep one of the two.");
        }
        return both && single ? List.of() : listed;
    }

    private SortedMap<String, String> annotations(Reading reading) {
        SortedMap<String, String> all =
                new TreeMap<>(defaultAnnotations ? DefaultAnnotations.of(project()) : DefaultAnnotations.none());
        if (annotations != null) {
            ConfigNode written =
                    new PomTree(Expressions.of(session(), execution()), reading.faults()).read(annotations);
            all.putAll(new NodeReader(reading).map("annotations", written));
        }
        all.putAll(reading.properties().takeBelow(UserProperties.ANNOTATIONS));
        return all;
    }

    private ImageConfiguration configuration() {
        return new ImageConfiguration(
                Optional.ofNullable(images),
                Optional.ofNullable(imagesFile)
                        .map(file -> file.toPath().toAbsolutePath().normalize()),
                Expressions.of(session(), execution()));
    }

    private Registry bases(Cache cache, LazyTransport transport, MavenLog log) throws IOException {
        return new RegistryImages(new RegistryImages.Settings(
                transport,
                cache.blobs(),
                new KnownBases(cache),
                (blob, fetch) -> cache.blob(blob, fetch::run),
                parsed("pullPolicy", pullPolicy, PullPolicy::parse, "Write always, if-not-present or never."),
                session().isOffline(),
                BaseLockFile.of(baseLock == null ? null : baseLock.toPath(), project())
                        .read(),
                parsed("lock", lock, LockMode::parse, "Write use, check or ignore."),
                log));
    }

    private static <T> T parsed(String parameter, String text, Function<String, T> parser, String advice) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ImagepackException("<" + parameter + ">: " + e.getMessage(), advice, e);
        }
    }

    private HttpTransport transport() {
        return HttpTransport.of(TransportSettings.PLAIN, CredentialSources.NONE, TransportLog.NONE);
    }

    private TarReader.Limits limits() {
        return ByteSize.parse(maxUnpackedSize)
                .map(TarReader.Limits.DEFAULT::withBytes)
                .orElseThrow(() -> new ImagepackException(
                        "maxUnpackedSize: '" + maxUnpackedSize + "' is no size",
                        "Write for instance 64g (k, m, g, t)."));
    }

    private void build(ImagesReader.Images read, ModuleFacts module, MavenLog log) throws IOException {
        List<ImageSpec> specs = read.specs();
        if (specs.isEmpty()) {
            BuiltDirectory.write(built(), List.of());
            return;
        }
        Instant created = BuildTime.of(System.getenv("SOURCE_DATE_EPOCH"), outputTimestamp);
        int processors = Runtime.getRuntime().availableProcessors();
        String id = project().getGroupId() + ":" + project().getArtifactId();
        try (Cache cache = Cache.open(cacheRoot(), flights.layers());
                LazyTransport transport = new LazyTransport(this::transport);
                Workers workers = new Workers(processors)) {
            Function<BuilderChoice, Builder> builders = wiring.builders(
                    new EmbeddedBuilder.Outside(bases(cache, transport, log), Network.downloads(session()), limits()));
            SkippedImages.refuse(read, builders);
            List<BuildOutcome> outcomes = BuildImages.build(new BuildImages.Request(
                    specs,
                    id,
                    module.directory(),
                    Set.of(output(), archiveFile(), cacheRoot()),
                    created,
                    cache,
                    workers,
                    parallel > 0 ? parallel : processors,
                    builders,
                    log));
            BuiltDirectory.write(built(), outcomes);
        }
    }
}
