package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.io.TarReader;
import dev.imagepack.registry.BaseLock;
import dev.imagepack.registry.LockMode;
import dev.imagepack.registry.PullPolicy;
import dev.imagepack.registry.Registry;
import dev.imagepack.registry.RegistryImages;

/** What {@code build-images} can be told besides its images, and what that comes to. */
abstract class BuildParameters extends RecipesGoal {

    /**
     * Who runs the recipes: {@code embedded}, this JVM, without any daemon, for recipes that run no command; {@code local}, an
     * engine on this machine, or buildah where none answers; {@code remote}, the engine in {@code remote}; {@code auto},
     * embedded where that is possible, else local, else remote where one is named. Images of declared layers run nothing and
     * are always made by this JVM. Holds for images without a {@code builder} of their own.
     */
    @Parameter(property = "imagepack.builder", defaultValue = "auto")
    private @Nullable String builder;

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
     * Whether it is an error when an image has no base that stays out of the package: when no base matches
     * {@code upstreamMatch}, or the matching one cannot stay out. Without it, such an image carries all its layers, and
     * what those of the base cost is a warning. Holds for
     * images without {@code upstreamRequired} of their own.
     */
    @Parameter(property = "imagepack.upstreamRequired", defaultValue = "false")
    private boolean upstreamRequired;

    /**
     * Whether times in images that an engine builds are rewritten, so that building twice gives the same layers where the
     * commands themselves do: files of new layers that are later than the build's time ({@code outputTimestamp}) get that time,
     * and the configuration says nothing of the machine and the container it was built in. The default is true where a time is
     * set, by {@code SOURCE_DATE_EPOCH} or {@code outputTimestamp}, else false. What the embedded builder makes is always so.
     * Holds for images without {@code rewriteTimestamps} of their own.
     */
    @Parameter(property = "imagepack.rewriteTimestamps")
    private @Nullable Boolean rewriteTimestamps;

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
     * {@code g}, {@code t}). A small file that would fill the disk is refused instead. Bounds that do not depend on it: 32 GiB
     * for a layer inside of a docker-archive, and 1 TiB for a layer that {@code pack-images} checks, which writes nothing of it.
     */
    @Parameter(property = "imagepack.maxUnpackedSize", defaultValue = "64g")
    private String maxUnpackedSize = "64g";

    /**
     * The engine of this machine that runs commands, as the {@code docker} program takes a host. The default is the engine that
     * this program would take, else one at the usual sockets, as for {@code load-images}.
     */
    @Parameter(property = "imagepack.engine.host")
    private @Nullable String engineHost;

    /**
     * The buildah program, by its path or its name: it runs commands where this machine has no engine, and where a command
     * mounts a secret, which an engine's API cannot give.
     */
    @Parameter(property = "imagepack.buildah", defaultValue = "buildah", required = true)
    private String buildah;

    /**
     * How many images of the module are built at once; one that an engine has built and that waits until the engine has saved
     * others does not count. The default 0 stands for the number of processors.
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
     * What is done with that file: {@code use}, bases that it has are held to it; {@code check}, and a base that it lacks, or
     * whose tag means something else by now, fails the build; {@code ignore}, tags mean what they mean now.
     */
    @Parameter(property = "imagepack.lock", defaultValue = "use", required = true)
    private String lock;

    /** What holds for images that say nothing else. */
    ImageDefaults defaults(Reading reading) {
        return ImageDefaults.read(
                        builder,
                        remote(),
                        platform(),
                        platforms(reading.faults()),
                        upstreamMatch,
                        upstreamDescriptors,
                        upstreamRequired,
                        rewriteTimestamps(),
                        compression,
                        checks,
                        reading.faults())
                .annotated(annotations(reading));
    }

    private boolean rewriteTimestamps() {
        return rewriteTimestamps != null
                ? rewriteTimestamps
                : BuildTime.isSet(System.getenv("SOURCE_DATE_EPOCH"), outputTimestamp);
    }

    private SortedMap<String, String> annotations(Reading reading) {
        SortedMap<String, String> all = new TreeMap<>(defaultAnnotations());
        if (annotations != null) {
            ConfigNode written =
                    new PomTree(Expressions.of(session(), execution()), reading.faults()).read(annotations);
            all.putAll(new NodeReader(reading).map("annotations", written));
        }
        all.putAll(reading.properties().takeBelow(UserProperties.ANNOTATIONS));
        return all;
    }

    /** Those that the pom and git say. */
    Map<String, String> defaultAnnotations() {
        return defaultAnnotations ? DefaultAnnotations.of(project()) : DefaultAnnotations.none();
    }

    /** The time that images carry. */
    Instant created() {
        return BuildTime.of(System.getenv("SOURCE_DATE_EPOCH"), outputTimestamp);
    }

    /** The engine of this machine, as it is to be found. */
    @Nullable
    String engineHost() {
        return engineHost;
    }

    /** The buildah program. */
    String buildah() {
        return buildah;
    }

    /** How many images are built at once where so many processors are. */
    int parallel(int processors) {
        return parallel > 0 ? parallel : processors;
    }

    /** How much an archive or a layer of a base may unpack to. */
    TarReader.Limits limits() {
        return ByteSize.parse(maxUnpackedSize)
                .map(TarReader.Limits.DEFAULT::withBytes)
                .orElseThrow(() -> new ImagepackException(
                        "maxUnpackedSize: '" + maxUnpackedSize + "' is no size",
                        "Write for instance 64g (k, m, g, t)."));
    }

    /** What of the configuration says how bases are found; read before any work. */
    record Pulling(PullPolicy policy, BaseLock lock, LockMode mode, RegistriesConfiguration registries) {}

    Pulling pulling(Consumer<Path> looks, MavenLog log) throws IOException {
        return new Pulling(
                parsed("pullPolicy", pullPolicy, PullPolicy::parse, "Write always, if-not-present or never."),
                baseLock(looks).read(),
                parsed("lock", lock, LockMode::parse, "Write use, check or ignore."),
                registries(log));
    }

    private static <T> T parsed(String parameter, String text, Function<String, T> parser, String advice) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ImagepackException("<" + parameter + ">: " + e.getMessage(), advice, e);
        }
    }

    /** Where bases are found that are at registries; nothing of it is loaded before one is looked for. */
    Registry bases(Pulling pulling, Cache cache, AskedTags tags, MavenLog log) {
        // One that is asked at each build is asked again at a glance; else what was noted of the cache says it all.
        boolean eachTime = pulling.mode() == LockMode.CHECK
                || pulling.policy() == PullPolicy.ALWAYS && !session().isOffline();
        return new LazyRegistry(() -> new RegistryImages(new RegistryImages.Settings(
                () -> transport(pulling.registries(), log),
                cache.blobs(),
                new KnownBases(cache, log::warning),
                (blob, fetch) -> cache.blob(blob, fetch::run),
                pulling.policy(),
                session().isOffline(),
                pulling.lock(),
                pulling.mode(),
                eachTime ? Questions.notedTags(tags, cache.sightings()) : tags,
                log)));
    }
}
