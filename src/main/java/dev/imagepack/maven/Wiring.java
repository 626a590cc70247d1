package dev.imagepack.maven;

import java.util.function.Function;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.image.BuilderChoice;

/** Which builder stands behind each choice of the configuration. */
final class Wiring {

    private final Function<EmbeddedBuilder.Outside, Builder> embedded;

    /** @param embedded makes the embedded builder */
    Wiring(Function<EmbeddedBuilder.Outside, Builder> embedded) {
        this.embedded = embedded;
    }

    /** The builders of this version. */
    static Wiring standard() {
        return new Wiring(EmbeddedBuilder::new);
    }

    /**
     * The builder of each choice.
     *
     * @param outside what the embedded builder may use besides the images' own files
     */
    Function<BuilderChoice, Builder> builders(EmbeddedBuilder.Outside outside) {
        Builder inThisJvm = embedded.apply(outside);
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
