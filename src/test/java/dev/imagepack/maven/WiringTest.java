package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.download.Downloads;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineAddress;
import dev.imagepack.engine.EngineSearch;
import dev.imagepack.engine.Engines;
import dev.imagepack.engine.Surroundings;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.io.TarReader;

import static org.assertj.core.api.Assertions.assertThat;

class WiringTest {

    private final Function<ImageSpec, Builder> builders = Wiring.standard().builders(outside());

    /** A world without registries and engines, of which nobody may ask for any. */
    static Wiring.Outside outside() {
        EmbeddedBuilder.Outside embedded = new EmbeddedBuilder.Outside(
                (reference, platform) -> {
                    throw new AssertionError(reference + " is not asked for here");
                },
                Downloads.OFFLINE,
                TarReader.Limits.DEFAULT);
        EngineSearch.Probe probe = new EngineSearch.Probe() {
            @Override
            public Optional<String> hindrance(Path socket) {
                throw new AssertionError(socket + " is not asked for here");
            }

            @Override
            public Engine open(EngineAddress address) {
                throw new AssertionError(address + " is not asked for here");
            }
        };
        Engines engines =
                new Engines(() -> Surroundings.of(Map.of()), probe, Optional.empty(), (engine, facts, how) -> {});
        return new Wiring.Outside(embedded, engines, image -> Optional.empty(), false, "buildah", Map.of());
    }

    private String builder(String keys, String... lines) {
        return builders.apply(Written.module()
                        .pom("<app><dockerfileContent>" + String.join("\n", lines) + "</dockerfileContent>" + keys
                                + "</app>")
                        .spec())
                .name();
    }

    @Test
    void anImageThatRunsNoCommandIsBuiltHereUnlessItSaysOtherwise() {
        assertThat(builder("", "FROM scratch", "COPY a /")).isEqualTo("embedded");
        assertThat(builder("<builder>embedded</builder>", "FROM a", "RUN b")).isEqualTo("embedded");
        assertThat(builder("<builder>local</builder>", "FROM scratch")).isEqualTo("local");
        assertThat(builder("<builder>remote</builder><remote>ssh://there</remote>", "FROM scratch"))
                .isEqualTo("remote");
    }

    @Test
    void anImageThatRunsOneIsBuiltByAnEngine() {
        assertThat(builder("", "FROM a", "RUN b")).isEqualTo("local");
        assertThat(builder("<remote>ssh://there</remote>", "FROM a", "RUN b")).isEqualTo("local or remote");
    }

    @Test
    void commandsOfStagesThatAreNotNeededDoNotCount() {
        assertThat(builder("<target>app</target>", "FROM a AS app", "FROM b", "RUN c"))
                .isEqualTo("embedded");
        assertThat(builder("", "FROM a AS test", "RUN t", "FROM b", "COPY c /")).isEqualTo("embedded");
        assertThat(builder("", "FROM a AS build", "RUN t", "FROM b", "COPY --from=build c /"))
                .isEqualTo("local");
    }

    @Test
    void declaredLayersRunNothingWhoeverIsAskedFor() {
        ImageSpec layers = Written.module()
                .pom("<app><from>scratch</from><builder>local</builder></app>")
                .spec();
        assertThat(builders.apply(layers).name()).isEqualTo("embedded");
    }

    @Test
    void theBuilderGetsWhatItMayUse() {
        List<EmbeddedBuilder.Outside> seen = new java.util.ArrayList<>();
        Wiring.Outside outside = outside();
        new Wiring(given -> {
                    seen.add(given);
                    return new EmbeddedBuilder(given);
                })
                .builders(outside);
        assertThat(seen).containsExactly(outside.embedded());
    }
}
