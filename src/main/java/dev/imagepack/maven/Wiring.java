package dev.imagepack.maven;

import java.util.function.BiFunction;
import java.util.function.Function;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

/** Which builder stands behind each choice of the configuration, and what stands behind the builders. */
final class Wiring {

    private final BiFunction<Registry, Downloads, Builder> embedded;

    /** @param embedded makes the embedded builder */
    Wiring(BiFunction<Registry, Downloads, Builder> embedded) {
        this.embedded = embedded;
    }

    /** The builders of this version. */
    static Wiring standard() {
        return new Wiring(EmbeddedBuilder::new);
    }

    /** The builder of each choice. */
    Function<BuilderChoice, Builder> builders(Downloads downloads) {
        Builder inThisJvm = embedded.apply(Wiring::noRegistry, downloads);
        return choice -> {
            if (choice instanceof BuilderChoice.Auto || choice instanceof BuilderChoice.Embedded) {
                return inThisJvm;
            }
            throw noEngine(choice instanceof BuilderChoice.Local ? "local" : "remote");
        };
    }

    private static ImagepackException noEngine(String choice) {
        return new ImagepackException(
                "builder " + choice + ": this version of the plugin has the embedded builder only",
                "Leave builder out, or write embedded; then no instruction may run a command.");
    }

    private static ImageSource noRegistry(ImageRef reference, Platform platform) {
        throw new ImagepackException(
                reference.familiar() + ": this version of the plugin reads no image from a registry",
                "Save it with: skopeo copy docker://" + reference.familiar() + " oci:DIRECTORY:NAME, and write"
                        + " oci-layout://DIRECTORY:NAME as the base, or as one of the contexts under the name that FROM"
                        + " uses.");
    }
}
