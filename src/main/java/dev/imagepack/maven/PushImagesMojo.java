package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.ship.PushImages;
import dev.imagepack.ship.PushReport;

/**
 * Pushes the images of a package to their registries: what {@code pack-images} made of this module, or what
 * {@code build-images} built when nothing was packed, or a package made elsewhere. Blobs that are there are not sent, and
 * what another repository of the registry has is taken from there; a package without the layers of its base is pushed
 * whole where the base is. No tag is set before every image is there.
 *
 * <p>Works in a directory without a project too: {@code mvn imagepack:push-images
 * -Dimagepack.pushFrom=shop-images.tar -Dimagepack.pushTo=registry.example.com/team}.
 */
@Mojo(name = "push-images", defaultPhase = LifecyclePhase.DEPLOY, requiresProject = false, threadSafe = true)
public final class PushImagesMojo extends RegistriesGoal {

    /**
     * The package to push: the output directory of {@code pack-images}, a layout, or an archive. The default is what this
     * module packed or built.
     */
    @Parameter(property = "imagepack.pushFrom")
    private @Nullable File pushFrom;

    /**
     * Registries that the images go to instead of where their names say: hosts with or without a path. An image
     * {@code registry.example.com/shop/app:1} goes to {@code customer.example/mirror} as
     * {@code customer.example/mirror/shop/app:1}. The default is none: every image goes to each of its references. Example:
     * {@code <pushTo><registry>customer.example/mirror</registry></pushTo>}.
     */
    @Parameter(property = "imagepack.pushTo")
    private @Nullable List<String> pushTo;

    /**
     * The aliases of the images to push. The default is all images of the package. Example:
     * {@code <pushImages><alias>app</alias></pushImages>}.
     */
    @Parameter(property = "imagepack.pushImages")
    private @Nullable List<String> pushImages;

    /**
     * How many blobs are sent at once.
     */
    @Parameter(property = "imagepack.parallelPushes", defaultValue = "4")
    private int parallelPushes;

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipPush", defaultValue = "false")
    private boolean skipPush;

    @Override
    String name() {
        return "push-images";
    }

    @Override
    boolean isSkipped() {
        return skipPush;
    }

    @Override
    String skipProperty() {
        return "imagepack.skipPush";
    }

    @Override
    void run(MavenLog log) throws IOException {
        Optional<Path> from = pushFrom == null ? packageOfThisModule(log) : Optional.of(pushFrom.toPath());
        if (from.isEmpty()) {
            log.nothingToShip("push", output());
            return;
        }
        requireConnection();
        try (ImagePackage images = ImagePackage.open(from.get())) {
            PushReport report = PushImages.push(new PushImages.Request(
                    images,
                    aliases("imagepack.pushImages", pushImages),
                    pushTo == null ? List.of() : pushTo,
                    transport(log),
                    thisRun().pushes(),
                    Math.max(1, parallelPushes),
                    log));
            AtomicFile.write(output().resolve(PushReport.FILE), report.toBytes());
        }
    }

    private void requireConnection() {
        if (session().isOffline()) {
            throw new ImagepackException(
                    "images cannot be pushed: Maven is offline (-o)",
                    "Run without -o, or skip this goal with -Dimagepack.skipPush.");
        }
    }
}
