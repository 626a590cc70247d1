package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import dev.imagepack.build.Builder;
import dev.imagepack.build.FallbackBuilder;
import dev.imagepack.build.UntilCommandBuilder;
import dev.imagepack.build.buildah.BuildahBuilder;
import dev.imagepack.build.context.Commands;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.build.engine.EngineBuilder;
import dev.imagepack.build.engine.EngineSource;
import dev.imagepack.engine.Engines;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.RemoteEngine;
import dev.imagepack.oci.ImageRef;

/** Which builder stands behind each choice of the configuration. Declared layers run nothing, so they need no choice. */
final class Wiring {

    private final Function<EmbeddedBuilder.Outside, Builder> embedded;

    /**
     * What builders may use besides the images' own files.
     *
     * @param embedded what the embedded one may
     * @param engines of this machine and others; none is looked for before there is something to build
     * @param authorizations what an engine shows to the registry of an image
     * @param pullsAlways whether registries are asked at every build
     * @param buildah the program that builds where no engine answers
     * @param environment of the build
     */
    record Outside(
            EmbeddedBuilder.Outside embedded,
            Engines engines,
            Function<ImageRef, Optional<String>> authorizations,
            boolean pullsAlways,
            String buildah,
            Map<String, String> environment) {}

    /** @param embedded makes the embedded builder */
    Wiring(Function<EmbeddedBuilder.Outside, Builder> embedded) {
        this.embedded = embedded;
    }

    /** The builders of this version. */
    static Wiring standard() {
        return new Wiring(EmbeddedBuilder::new);
    }

    /** The builder of each image. Nothing outside of recipes is looked at to find it. */
    Function<ImageSpec, Builder> builders(Outside outside) {
        Builder inThisJvm = embedded.apply(outside.embedded());
        Builder local = new FallbackBuilder("local", onThisMachine(outside));
        Map<RemoteEngine, Builder> remotes = new HashMap<>();
        Function<RemoteEngine, Builder> remote =
                engine -> remotes.computeIfAbsent(engine, absent -> remote(engine, outside));
        return spec -> {
            BuilderChoice choice = spec.builder();
            if (choice instanceof BuilderChoice.Embedded || spec.recipe() instanceof LayersRecipe) {
                return inThisJvm;
            }
            if (choice instanceof BuilderChoice.Remote named) {
                return remote.apply(named.engine());
            }
            return choice instanceof BuilderChoice.Auto auto
                    ? auto(spec, inThisJvm, local, auto.remote().map(remote))
                    : local;
        };
    }

    private static Builder auto(ImageSpec spec, Builder inThisJvm, Builder local, Optional<Builder> remote) {
        Builder engine = remote.<Builder>map(last -> new FallbackBuilder("local or remote", List.of(local, last)))
                .orElse(local);
        return Commands.runsAny(spec) ? engine : new UntilCommandBuilder(inThisJvm, engine);
    }

    private static List<Builder> onThisMachine(Outside outside) {
        List<Builder> builders = new ArrayList<>();
        builders.add(engine("local", outside.engines()::local, outside));
        builders.add(new BuildahBuilder(new BuildahBuilder.Outside(
                outside.buildah(),
                outside.environment(),
                outside.embedded().registry(),
                outside.embedded().limits())));
        return builders;
    }

    private static Builder remote(RemoteEngine remote, Outside outside) {
        Engines engines = outside.engines();
        return engine("remote", () -> engines.remote(engines.address(remote.host(), remote.certificates())), outside);
    }

    private static Builder engine(String name, EngineSource source, Outside outside) {
        return new EngineBuilder(
                name,
                new EngineBuilder.Outside(
                        source,
                        outside.embedded().registry(),
                        outside.authorizations(),
                        outside.pullsAlways(),
                        outside.embedded().limits()));
    }
}
