package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.io.TarReader;
import dev.imagepack.registry.Registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WiringTest {

    private static final Registry NOTHING = (reference, platform) -> {
        throw new AssertionError(reference + " is not asked for here");
    };

    private final Function<BuilderChoice, Builder> builders =
            Wiring.standard().builders(NOTHING, TarReader.Limits.DEFAULT);

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
        assertThatThrownBy(() -> builders.apply(new BuilderChoice.Remote()))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("builder remote: this version of the plugin has the embedded builder only");
    }

    @Test
    void theBuilderFindsItsBasesInTheGivenRegistry() {
        List<Registry> seen = new ArrayList<>();
        Wiring wiring = new Wiring((registry, limits) -> {
            seen.add(registry);
            return builders.apply(new BuilderChoice.Auto());
        });
        wiring.builders(NOTHING, TarReader.Limits.DEFAULT);
        assertThat(seen).containsExactly(NOTHING);
    }
}
