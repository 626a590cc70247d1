package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** What the goals share that read the recipes of images. */
abstract class RecipesGoal extends RegistriesGoal {

    /** What Maven calls the execution of a goal on the command line that names none in the pom. */
    private static final String BY_HAND = "default-cli";

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
     *   <li>{@code contexts}: what a name in {@code FROM} or {@code --from} means: a directory, without what a
     *       {@code .dockerignore} in it leaves out, or anything that {@code from} takes</li>
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
     *   <li>{@code remote}: where the engine of a remote build is, as the parameter of that name; or {@code host}, the same,
     *       with {@code certificates}, the directory of {@code ca.pem}, {@code cert.pem} and {@code key.pem} for it</li>
     *   <li>{@code builder}, {@code platform} or {@code platforms}, {@code upstreamMatch}, {@code upstreamDescriptors},
     *       {@code upstreamRequired}, {@code rewriteTimestamps}, {@code compression}: as the parameters of the same names, which hold where an image does not say it itself</li>
     *   <li>{@code checks}, of an image with a Dockerfile: as the parameter of that name</li>
     *   <li>for Dockerfiles that run commands, besides: {@code noCache}, {@code true} builds everything anew;
     *       {@code extraHosts}, IP addresses (or {@code host-gateway}) by the host's name; {@code network}: {@code default},
     *       {@code none} or {@code host}; {@code cacheFrom}, a list of images whose layers the engine may use;
     *       {@code secrets}, by the id in {@code RUN --mount=type=secret}: a file, or {@code env:NAME} for an environment
     *       variable. What the builder of the image cannot honour stops the build before it begins</li>
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
     * Where the engine of remote builds is: {@code ssh://user@host[:port]}, by the ssh program with its own configuration,
     * agent and known hosts, which must log in without a question to a host that has the docker program; or
     * {@code tcp://host:2376}, with TLS on every port but 2375, its certificates being in {@code DOCKER_CERT_PATH}, else in
     * {@code ~/.docker}. Used by images with {@code builder} remote, and by {@code auto} when this machine has no engine.
     * Holds for images without a {@code remote} of their own. The default is none.
     */
    @Parameter(property = "imagepack.remote")
    private @Nullable String remote;

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
     * The file with the digests that bases are held to, as {@code lock-bases} writes it. The default is
     * {@code base-images.lock} in the module, or in the nearest of its parents' directories that has it.
     */
    @Parameter(property = "imagepack.baseLock")
    private @Nullable File baseLock;

    /**
     * The file with the digests of bases.
     *
     * @param looks told each path before it is looked for
     */
    BaseLockFile baseLock(Consumer<Path> looks) {
        return BaseLockFile.of(baseLock == null ? null : baseLock.toPath(), project(), looks);
    }

    @Nullable
    String remote() {
        return remote;
    }

    @Nullable
    String platform() {
        return platform;
    }

    /** The platforms, unless {@code platform} says it; a user property wins over the other parameter in the pom. */
    List<String> platforms(Faults faults) {
        return platforms(own(), faults);
    }

    private List<String> platforms(ImageParameters parameters, Faults faults) {
        Set<String> properties = session().getUserProperties().stringPropertyNames();
        boolean single = properties.contains("imagepack.platform");
        boolean several = properties.contains("imagepack.platforms");
        List<String> listed = parameters.platforms();
        boolean both = parameters.platform().isPresent() && !listed.isEmpty();
        if (both && single == several) {
            faults.add("<platform> and <platforms> are both there", "Keep one of the two.");
        }
        return both && single ? List.of() : listed;
    }

    ImageConfiguration configuration(ModuleFacts module, UnaryOperator<String> expressions) {
        return own().configuration(module, expressions);
    }

    /**
     * What says which images the build of this module makes: where a goal is run by hand, that is every execution of
     * {@code build-images} in the pom; where there is none, and inside an execution, the goal's own parameters.
     */
    List<ImageParameters> parameters() {
        List<ImageParameters> executions = isRunByHand()
                ? ImageParameters.ofExecutions(project(), session().getUserProperties())
                : List.of();
        return executions.isEmpty() ? List.of(own()) : executions;
    }

    private boolean isRunByHand() {
        return execution().getSource() == MojoExecution.Source.CLI
                && BY_HAND.equals(execution().getExecutionId());
    }

    private ImageParameters own() {
        return new ImageParameters(
                Optional.ofNullable(images),
                Optional.ofNullable(imagesFile).map(File::getPath),
                Optional.ofNullable(remote),
                Optional.ofNullable(platform),
                platforms == null ? List.of() : platforms,
                ownRegistries());
    }

    /** The images with the platforms they are built for; everything else that a goal may say about them is left out. */
    ImagesReader.Images images(ImageParameters parameters) throws IOException {
        Reading reading = new Reading(UserProperties.of(session().getUserProperties()), new Faults());
        ImageDefaults defaults = ImageDefaults.read(
                null,
                parameters.remote().orElse(null),
                parameters.platform().orElse(null),
                platforms(parameters, reading.faults()),
                null,
                null,
                false,
                false,
                null,
                null,
                reading.faults());
        ImagesReader.Images read = new ImagesReader(module(), defaults, reading)
                .read(parameters
                        .configuration(module(), Expressions.of(session(), execution()))
                        .sources(module(), reading));
        reading.faults().throwIfAny();
        return read;
    }
}
