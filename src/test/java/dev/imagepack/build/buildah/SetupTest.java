package dev.imagepack.build.buildah;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SetupTest {

    @Test
    void whatTheUserHasSetComesFirstAndWhatNeedsLeastComesLast() {
        assertThat(texts(Map.of()))
                .containsExactly(
                        "buildah as it is configured",
                        "buildah --isolation chroot",
                        "buildah --storage-driver vfs",
                        "buildah --storage-driver vfs --isolation chroot");
    }

    @Test
    void whatTheEnvironmentChoosesIsNotChosenOtherwise() {
        assertThat(texts(Map.of("BUILDAH_ISOLATION", "oci")))
                .containsExactly("buildah --isolation oci", "buildah --storage-driver vfs --isolation oci");
        assertThat(texts(Map.of("STORAGE_DRIVER", "overlay", "BUILDAH_ISOLATION", "oci")))
                .containsExactly("buildah --isolation oci");
    }

    private static List<String> texts(Map<String, String> environment) {
        return Setup.candidates(environment).stream().map(Setup::toString).toList();
    }
}
