package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.inject.Inject;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProjectHelper;

import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackSights;

/**
 * Packs the images that {@code build-images} built, and those of {@code mergeLayouts}, into one OCI image layout in which
 * every blob is stored once, with {@code images.lock}, {@code pack-result.json} and an archive that {@code docker load} and
 * {@code podman load} take. The finished layout is checked; a failure leaves the previous package, or none.
 */
@Mojo(name = "pack-images", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class PackImagesMojo extends ImagesGoal {

    /**
     * Whether the archive is written: the layout with its lock in one tar. The next build keeps the beginning that is the same
     * and writes on in the same file, unless somebody touched or linked it; copy it before others read it while Maven may pack.
     */
    @Parameter(property = "imagepack.archive", defaultValue = "true")
    private boolean archive;

    /**
     * Whether the archive is attached to the project, with classifier {@code images} and type {@code tar}, so that it is
     * installed and deployed with it.
     */
    @Parameter(property = "imagepack.attach", defaultValue = "true")
    private boolean attach;

    /**
     * Whether a layout that is up to date is checked all the same: every digest, size and diff ID. Without it, layers that
     * were read once, or hashed as they were written, and whose files nobody wrote to since, are not read again.
     */
    @Parameter(property = "imagepack.check", defaultValue = "false")
    private boolean check;

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipPack", defaultValue = "false")
    private boolean skipPack;

    private final MavenProjectHelper projectHelper;

    @Inject
    PackImagesMojo(MavenProjectHelper projectHelper) {
        this.projectHelper = projectHelper;
    }

    @Override
    String name() {
        return "pack-images";
    }

    @Override
    boolean isSkipped() {
        return skipPack;
    }

    @Override
    String skipProperty() {
        return "imagepack.skipPack";
    }

    @Override
    void run(MavenLog log) throws IOException {
        Glance glance = glance(new TreeMap<>(), log);
        Optional<List<String>> said = check ? Optional.empty() : glance.nothingToDo(question -> "");
        said.ifPresent(lines -> lines.forEach(log::upToDate));
        boolean packed = said.isPresent() || pack(glance, log);
        if (packed && archive && attach) {
            projectHelper.attachArtifact(
                    project(), "tar", "images", archiveFile().toFile());
        }
    }

    /** Whether there was something to pack. */
    private boolean pack(Glance glance, MavenLog log) throws IOException {
        glance.begin();
        noteBuilt(built(), glance.sightings());
        List<BuildOutcome> images = BuiltDirectory.read(built());
        if (images.isEmpty() && mergeLayouts().isEmpty()) {
            PackImages.remove(output());
            PackImages.removeArchive(output(), archiveFile());
            log.nothingToPack(built());
            return false;
        }
        Optional<Path> target = archive ? Optional.of(archiveFile()) : Optional.empty();
        if (!archive) {
            PackImages.removeArchive(output(), archiveFile());
        }
        try (Cache cache = Cache.open(cacheRoot())) {
            PackImages.Request request = new PackImages.Request(
                    images, cache.blobs(), mergeLayouts(), rewrites(), output(), target, List.of(), check);
            PackSights sights = new PackSights(request, glance.sightings());
            sights.noteInputs();
            PackImages.Result result = PackImages.pack(request, log);
            log.packed(result.report(), result.upToDate(), output());
            sights.noteOutputs();
            if (log.isQuiet()) {
                glance.end(List.of(ReportText.of(result.report(), output())));
            }
        }
        return true;
    }

    private List<PackImages.Rewrite> rewrites() {
        Path directory = output().resolve("manifests");
        return manifests().stream()
                .map(manifest -> new PackImages.Rewrite(manifest, directory.resolve(manifest.getFileName())))
                .toList();
    }
}
