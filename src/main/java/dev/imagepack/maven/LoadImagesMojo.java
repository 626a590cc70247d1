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

import dev.imagepack.engine.Engines;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.ship.LoadImages;

/**
 * Puts the images of a package into the container engine of this machine, so that they can be run: what {@code pack-images}
 * made of this module, or what {@code build-images} built when nothing was packed, or a package made elsewhere. Layers that
 * the engine has are not sent where its store finds them (Docker's classic one does); an image that is there already costs
 * two questions. Every image gets all its names, or else its alias, and the engine is asked afterwards whether it has it.
 *
 * <p>{@code mvn package imagepack:load-images} is how it is mostly called; bound to a phase it belongs into {@code install}.
 * Works in a directory without a project too: {@code mvn imagepack:load-images -Dimagepack.loadFrom=shop-images.tar}.
 */
@Mojo(name = "load-images", defaultPhase = LifecyclePhase.INSTALL, requiresProject = false, threadSafe = true)
public final class LoadImagesMojo extends ImagesGoal {

    /**
     * The package to load: the output directory of {@code pack-images}, a layout, or an archive. The default is what this
     * module packed or built.
     */
    @Parameter(property = "imagepack.loadFrom")
    private @Nullable File loadFrom;

    /**
     * The aliases of the images to load. The default is all images of the package. Example:
     * {@code <loadImages><alias>app</alias></loadImages>}.
     */
    @Parameter(property = "imagepack.loadImages")
    private @Nullable List<String> loadImages;

    /**
     * The engine of this machine: {@code unix:///run/user/1000/podman/podman.sock}, or whatever else the {@code docker}
     * program takes as a host. The default is the engine that this program would take, by {@code DOCKER_HOST},
     * {@code DOCKER_CONTEXT}, the current context or the default socket; where none answers there, one at the usual sockets of
     * rootless Docker, Podman, Colima, Rancher Desktop and Docker Desktop.
     */
    @Parameter(property = "imagepack.engine.host")
    private @Nullable String engineHost;

    /**
     * Skips this goal. The log says so.
     */
    @Parameter(property = "imagepack.skipLoad", defaultValue = "false")
    private boolean skipLoad;

    @Override
    String name() {
        return "load-images";
    }

    @Override
    boolean isSkipped() {
        return skipLoad;
    }

    @Override
    String skipProperty() {
        return "imagepack.skipLoad";
    }

    @Override
    void run(MavenLog log) throws IOException {
        Optional<Path> from = loadFrom == null ? packageOfThisModule(log) : Optional.of(loadFrom.toPath());
        if (from.isEmpty()) {
            log.nothingToShip("load", output());
            return;
        }
        try (ImagePackage images = ImagePackage.open(from.get());
                Engines engines = EngineWays.of(session(), engineHost, log)) {
            LoadImages.load(
                    new LoadImages.Request(images, aliases("imagepack.loadImages", loadImages), engines.local(), log));
        }
    }
}
