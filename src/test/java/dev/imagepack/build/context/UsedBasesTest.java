package dev.imagepack.build.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BaseImage;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.HeldBaseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a base is looked for that no registry gives. */
class UsedBasesTest {

    private static final BaseImage BASE = new BaseImage.Published(ImageRef.parse("registry.example/base:1"));

    private final List<String> asked = new ArrayList<>();

    /** @param fault what happens at the registry; elsewhere there is an image of every name */
    private UsedBase find(ImagepackException fault) throws Exception {
        return new UsedBases(
                        null,
                        (reference, platform) -> {
                            throw fault;
                        },
                        (reference, platform) -> {
                            asked.add(reference.toString());
                            return Optional.of(
                                    new UsedBases.Elsewhere.Found("local", ContainerConfig.EMPTY, List.of()));
                        })
                .find(BASE, "registry.example/base:1", Platform.LINUX_AMD64);
    }

    @Test
    void oneThatNoRegistryHasMayBeElsewhere() throws Exception {
        assertThat(find(new ImagepackException("is not there", "Look.")).identity())
                .isEqualTo("local");
        assertThat(asked).containsExactly("registry.example/base:1");
    }

    @Test
    void oneThatTheLockHoldsIsNotReplacedByWhateverHasItsName() {
        assertThatThrownBy(() -> find(new HeldBaseException("is not in base-images.lock", "Lock.", null)))
                .isInstanceOf(HeldBaseException.class);
        assertThat(asked).isEmpty();
    }
}
