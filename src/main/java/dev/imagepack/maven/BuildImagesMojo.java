package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.inject.Inject;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

import dev.imagepack.build.BuildImages;
import dev.imagepack.build.Builder;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.pack.ManifestCheck;

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
     *   <li>{@code name}: the image's name at a registry, with or without a tag; {@code tags}: tags or whole references;
     *       default: {@code artifactId:version} if the alias is the artifactId, else {@code artifactId-alias:version}</li>
     *   <li>{@code builder}, {@code platform}, {@code upstreamMatch}, {@code upstreamDescriptors}, {@code compression}: as
     *       the parameters of the same names, which hold where an image does not say it itself</li>
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
     * What images are built for: {@code os/architecture[/variant]}, for instance {@code linux/arm64}. Holds for images
     * without a {@code platform} of their own.
     */
    @Parameter(property = "imagepack.platform", defaultValue = "linux/amd64")
    private @Nullable String platform;

    /**
     * The beginning of the names of bases that are at the destination already, so that their layers need not travel in the
     * package: {@code registry.example.com/base}. It ends at a {@code /}, {@code :} or {@code @} of the name. Holds for
     * images without an {@code upstreamMatch} of their own. The default is none: every layer is embedded.
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
     * The time that images and the files in their new layers carry, unless the environment has {@code SOURCE_DATE_EPOCH}:
     * with its offset ({@code 2024-01-31T12:00:00Z}), or as seconds since 1970. Where neither is set, that is the beginning
     * of 1970; so equal content gives equal images at any time.
     */
    @Parameter(property = "imagepack.outputTimestamp", defaultValue = "${project.build.outputTimestamp}")
    private @Nullable String outputTimestamp;

    /**
     * How many images of the module are built at once. The default 0 stands for the number of processors.
     */
    @Parameter(property = "imagepack.parallel", defaultValue = "0")
    private int parallel;

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
                builder, platform, upstreamMatch, upstreamDescriptors, compression, reading.faults());
        List<ConfigNode> sources = configuration().sources(module, reading);
        ImagesReader.Images read = new ImagesReader(module, defaults, reading).read(sources);
        reading.faults().throwIfAny();
        ManifestCheck.check(manifests(), read.aliases().built(), mergeLayouts());
        log.configured(
                sources.isEmpty() && mergeLayouts().isEmpty(),
                read,
                module,
                session().getProjects().size() > 1);
        build(read.specs(), module, log);
    }

    private ImageConfiguration configuration() {
        return new ImageConfiguration(
                Optional.ofNullable(images),
                Optional.ofNullable(imagesFile)
                        .map(file -> file.toPath().toAbsolutePath().normalize()),
                Expressions.of(session(), execution()));
    }

    private void build(List<ImageSpec> specs, ModuleFacts module, MavenLog log) throws IOException {
        if (specs.isEmpty()) {
            BuiltDirectory.write(built(), List.of());
            return;
        }
        Instant created = BuildTime.of(System.getenv("SOURCE_DATE_EPOCH"), outputTimestamp);
        Function<BuilderChoice, Builder> builders = wiring.builders(Network.downloads(session()));
        int processors = Runtime.getRuntime().availableProcessors();
        String id = project().getGroupId() + ":" + project().getArtifactId();
        try (Cache cache = Cache.open(cacheRoot(), flights.layers());
                Workers workers = new Workers(processors)) {
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
