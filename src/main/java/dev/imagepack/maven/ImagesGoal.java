package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.cache.Sightings;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.pack.PackImages;

/** What the goals share that work on the images of a module. */
abstract class ImagesGoal extends Goal {

    /**
     * Where everything goes that these goals make: {@code built/} (what {@code build-images} hands to {@code pack-images}),
     * {@code images/} (the OCI image layout), {@code images.lock}, {@code pack-result.json} and {@code manifests/}.
     */
    @Parameter(
            property = "imagepack.outputDirectory",
            defaultValue = "${project.build.directory}/imagepack",
            required = true)
    private File outputDirectory;

    /**
     * Text files that refer to images as {@code embed:<alias>}, for instance the manifest of an application.
     * {@code build-images} checks the references before it builds anything; {@code pack-images} writes a copy of each file
     * to {@code <outputDirectory>/manifests/}, where every reference has become {@code embed:<alias>@<image id>}. The
     * default is none. Example: {@code <manifests><manifest>src/main/app/manifest.yml</manifest></manifests>}, or
     * {@code -Dimagepack.manifests=a.yml,b.yml}.
     */
    @Parameter(property = "imagepack.manifests")
    private @Nullable List<File> manifests;

    /**
     * OCI image layouts whose images come into this module's package: directories or tars, for instance what other modules
     * of the reactor packed. A lock beside or inside one is honoured; every blob is verified. The default is none. Example:
     * {@code <mergeLayouts><layout>../web/target/imagepack/images</layout></mergeLayouts>}.
     */
    @Parameter(property = "imagepack.mergeLayouts")
    private @Nullable List<File> mergeLayouts;

    /**
     * The name of the archive without its ending: it is written to
     * <code>${project.build.directory}/&lt;finalName&gt;-images.tar</code>.
     */
    @Parameter(property = "imagepack.finalName", defaultValue = "${project.build.finalName}", required = true)
    private String finalName;

    /**
     * Where the archive is written.
     */
    @Parameter(defaultValue = "${project.build.directory}", readonly = true, required = true)
    private File buildDirectory;

    /** Tells which files were only just written; tests put a later one here. */
    InstantSource clock = InstantSource.system();

    /** Where the archive goes, if one is written. */
    Path archiveFile() {
        return buildDirectory.toPath().toAbsolutePath().normalize().resolve(finalName + "-images.tar");
    }

    Path output() {
        return outputDirectory.toPath().toAbsolutePath().normalize();
    }

    /** What packaging itself makes, and no image holds. */
    Set<Path> outputs() {
        return Set.of(output(), archiveFile(), cacheRoot());
    }

    /** The first look of this execution, which is told all its parameters, and these facts. */
    Glance glance(SortedMap<String, String> facts, MavenLog log) {
        String id = execution().getExecutionId();
        RunKey key = new RunKey(Expressions.of(session(), execution()))
                .withParameters(this)
                .withProperties(session().getUserProperties())
                .with("goal", name())
                .with("execution", id)
                .with("module", module().directory().toString())
                .with(
                        "project",
                        project().getGroupId() + ":" + project().getArtifactId() + ":"
                                + project().getVersion())
                .with("modules", session().getProjects().size() > 1)
                .with("cache", cacheRoot().toString());
        facts.forEach(key::with);
        String file = "." + name() + "-" + String.valueOf(id).replaceAll("[^A-Za-z0-9_-]", "_") + ".run";
        return new Glance(output().resolve(file), key.digest(), new Sightings(outputs(), clock), log);
    }

    /** Notes the images that {@code build-images} left, or will have left. */
    static void noteBuilt(Path built, Sightings sightings) throws IOException {
        sightings.leftNames(built);
        BuiltDirectory.documents(built).forEach(sightings::content);
    }

    /** Where {@code build-images} leaves its results for {@code pack-images}. */
    Path built() {
        return output().resolve("built");
    }

    List<Path> manifests() {
        return paths(manifests);
    }

    List<Path> mergeLayouts() {
        return paths(mergeLayouts);
    }

    private static List<Path> paths(@Nullable List<File> files) {
        return files == null
                ? List.of()
                : files.stream()
                        .map(file -> file.toPath().toAbsolutePath().normalize())
                        .toList();
    }

    /** Reads a parameter that lists images; none stand for all. */
    static List<Alias> aliases(String property, @Nullable List<String> texts) {
        try {
            return texts == null ? List.of() : texts.stream().map(Alias::new).toList();
        } catch (IllegalArgumentException e) {
            throw new ImagepackException(property + ": " + e.getMessage(), "Write aliases of images.", e);
        }
    }

    /** What was packed; what was built since and not packed is packed now, without an archive. Empty when there is neither. */
    Optional<Path> packageOfThisModule(MavenLog log) throws IOException {
        boolean packed = Files.isDirectory(output().resolve("images"));
        List<BuildOutcome> built = BuiltDirectory.read(built());
        if (built.isEmpty() || packed && isPacked(built)) {
            return packed ? Optional.of(output()) : Optional.empty();
        }
        try (Cache cache = Cache.open(cacheRoot())) {
            PackImages.pack(
                    new PackImages.Request(
                            built,
                            cache.blobs(),
                            mergeLayouts(),
                            List.of(),
                            output(),
                            Optional.empty(),
                            List.of(),
                            false),
                    log);
        }
        return Optional.of(output());
    }

    /** Whether the package is what {@code pack-images} would make of these images; it may hold more where layouts are merged. */
    private boolean isPacked(List<BuildOutcome> built) throws IOException {
        try (ImagePackage packed = ImagePackage.open(output())) {
            long aliases = built.stream()
                    .map(outcome -> outcome.image().alias())
                    .distinct()
                    .count();
            return packed.holds(built)
                    && (aliases == packed.images().size() || !mergeLayouts().isEmpty());
        }
    }
}
