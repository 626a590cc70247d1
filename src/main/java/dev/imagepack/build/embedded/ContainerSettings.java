package dev.imagepack.build.embedded;

import java.util.List;

import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.PortSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.oci.ContainerConfig;

/**
 * Lays declared container settings over those of a base, by the rules that the same instructions of a Dockerfile have.
 */
final class ContainerSettings {

    private ContainerSettings() {}

    static ContainerConfig apply(LayersRecipe.Container declared, ContainerConfig inherited) {
        return inherited.with(update -> {
            update.onBuild(List.of());
            declared.env().forEach(update::env);
            declared.entrypoint().ifPresent(words -> update.entrypoint(words).noCmd());
            declared.cmd().ifPresent(update::cmd);
            for (String port : declared.ports()) {
                PortSpec.expand(port, Location.of("container.ports", 0)).forEach(update::exposePort);
            }
            declared.volumes().forEach(update::volume);
            declared.user().ifPresent(update::user);
            declared.workdir().ifPresent(update::workingDir);
            declared.stopSignal().ifPresent(update::stopSignal);
            declared.healthcheck().ifPresent(update::healthcheck);
        });
    }
}
