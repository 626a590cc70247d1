package dev.imagepack.maven;

import java.util.function.Function;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.download.Downloads;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WiringTest {

    private final Function<BuilderChoice, Builder> builders = Wiring.standard().builders(Downloads.OFFLINE);

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
    void noImageIsReadFromARegistry() {
        Registry[] seen = new Registry[1];
        new Wiring((registry, downloads) -> {
                    seen[0] = registry;
                    return builders.apply(new BuilderChoice.Auto());
                })
                .builders(Downloads.OFFLINE);
        assertThatThrownBy(() -> seen[0].find(ImageRef.parse("alpine:3"), Platform.LINUX_AMD64))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("alpine:3: this version of the plugin reads no image from a registry")
                .satisfies(e -> assertThat(((ImagepackException) e).advice())
                        .contains("skopeo copy docker://alpine:3 oci:DIRECTORY:NAME")
                        .contains("oci-layout://DIRECTORY:NAME"));
    }
}
