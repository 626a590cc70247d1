package dev.imagepack.maven;

import java.util.function.BiFunction;
import java.util.function.Function;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.io.TarReader;
import dev.imagepack.registry.Registry;

/** Which builder stands behind each choice of the configuration. */
final class Wiring {

    private final BiFunction<Registry, TarReader.Limits, Builder> embedded;

    /** @param embedded makes the embedded builder */
    Wiring(BiFunction<Registry, TarReader.Limits, Builder> embedded) {
        this.embedded = embedded;
    }

    /** The builders of this version. */
    static Wiring standard() {
        return new Wiring(EmbeddedBuilder::new);
    }

    /**
     * The builder of each choice.
     *
     * @param registry where bases are found that are nowhere else
     * @param limits how much an archive or a layer may unpack to
     */
    Function<BuilderChoice, Builder> builders(Registry registry, TarReader.Limits limits) {
        Builder inThisJvm = embedded.apply(registry, limits);
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
}
