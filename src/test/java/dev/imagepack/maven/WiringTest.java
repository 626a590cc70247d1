package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.RemoteEngine;
import dev.imagepack.io.TarReader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WiringTest {

    private static final EmbeddedBuilder.Outside NOTHING = new EmbeddedBuilder.Outside(
            (reference, platform) -> {
                throw new AssertionError(reference + " is not asked for here");
            },
            Downloads.OFFLINE,
            TarReader.Limits.DEFAULT);

    private final Function<BuilderChoice, Builder> builders = Wiring.standard().builders(NOTHING);

    @Test
    void theEmbeddedBuilderServesItsOwnNameAndAuto() {
        assertThat(builders.apply(new BuilderChoice.Auto()).name()).isEqualTo("embedded");
        assertThat(builders.apply(new BuilderChoice.Embedded())).isSameAs(builders.apply(new BuilderChoice.Auto()));
    }

    @Test
    void enginesAreNotThereYet() {
        assertThatThrownBy(() -> builders.apply(new BuilderChoice.Local()))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("builder local: this version of the plugin has the embedded builder only");
        assertThatThrownBy(() ->
                        builders.apply(new BuilderChoice.Remote(new RemoteEngine("ssh://host", Optional.empty()))))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("builder remote: this version of the plugin has the embedded builder only");
    }

    @Test
    void theBuilderGetsWhatItMayUse() {
        List<EmbeddedBuilder.Outside> seen = new ArrayList<>();
        Wiring wiring = new Wiring(outside -> {
            seen.add(outside);
            return builders.apply(new BuilderChoice.Auto());
        });
        wiring.builders(NOTHING);
        assertThat(seen).containsExactly(NOTHING);
    }
}
