package dev.imagepack.maven;

import java.util.function.Function;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.registry.Registry;

/** Which builder stands behind each choice of the configuration. */
final class Wiring {

    private final Function<Registry, Builder> embedded;

    /** @param embedded makes the embedded builder */
    Wiring(Function<Registry, Builder> embedded) {
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
     */
    Function<BuilderChoice, Builder> builders(Registry registry) {
        Builder inThisJvm = embedded.apply(registry);
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
