package dev.imagepack.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.BaseLock;
import dev.imagepack.registry.LockBases;

/**
 * Asks the registries what the tags of this module's bases mean right now and writes the digests to
 * {@code base-images.lock}, for every platform that the images are built for. Builds are held to them from then on; check the
 * file in, and run this goal again to take newer bases. Entries of other modules stay. Run it by hand:
 * {@code mvn imagepack:lock-bases}. Images of every execution of {@code build-images} are seen.
 */
@Mojo(name = "lock-bases", threadSafe = true)
public final class LockBasesMojo extends RecipesGoal {

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipLock", defaultValue = "false")
    private boolean skipLock;

    @Override
    String name() {
        return "lock-bases";
    }

    @Override
    boolean isSkipped() {
        return skipLock;
    }

    @Override
    String skipProperty() {
        return "imagepack.skipLock";
    }

    /** The bases of some images, and how their registries are reached. */
    private record Lockable(RegistriesConfiguration registries, Map<ImageRef, Set<Platform>> bases) {}

    @Override
    void run(MavenLog log) throws IOException {
        List<Lockable> all = new ArrayList<>();
        for (ImageParameters parameters : parameters()) {
            all.add(new Lockable(registries(parameters.registries(), log), bases(images(parameters))));
        }
        if (all.stream().allMatch(lockable -> lockable.bases().isEmpty())) {
            log.nothingToLock();
            return;
        }
        if (session().isOffline()) {
            throw new ImagepackException(
                    "lock-bases: Maven is offline (-o), so no registry can be asked", "Run it without -o.");
        }
        // The modules of a parallel reactor may share the file.
        synchronized (thisRun()) {
            update(all, log);
        }
    }

    private void update(List<Lockable> all, MavenLog log) throws IOException {
        BaseLockFile file = baseLock(looked -> {});
        BaseLock lock = file.read();
        Set<ImageRef> locked = new HashSet<>();
        for (Lockable lockable : all) {
            lock = LockBases.update(lock, lockable.bases(), transport(lockable.registries(), log));
            locked.addAll(lockable.bases().keySet());
        }
        file.write(lock);
        log.locked(file.path(), locked.size());
    }

    private static Map<ImageRef, Set<Platform>> bases(ImagesReader.Images images) throws IOException {
        Map<ImageRef, Set<Platform>> bases = new LinkedHashMap<>();
        for (ImageSpec spec : images.specs()) {
            for (ImageRef base :
                    EmbeddedBuilder.published(spec, images.aliases().all())) {
                if (base.digest().isEmpty()) {
                    bases.computeIfAbsent(base, absent -> new HashSet<>()).add(spec.platform());
                }
            }
        }
        return bases;
    }
}
