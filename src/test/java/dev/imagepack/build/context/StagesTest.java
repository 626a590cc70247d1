package dev.imagepack.build.context;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StagesTest {

    private static final Location AT = Location.of("Dockerfile", 9);

    private static Stages stages(String... lines) {
        return stages(Map.of(), lines);
    }

    private static Stages stages(Map<String, String> buildArgs, String... lines) {
        Dockerfile file =
                Dockerfile.parse("Dockerfile", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        return new Stages(file, buildArgs, Platform.LINUX_AMD64, "");
    }

    private static Stage stage(Stages stages, int index) {
        return stages.file().stages().get(index);
    }

    @Test
    void theLastStageIsBuiltUnlessOneIsNamedInAnyCase() {
        Stages stages = stages("FROM scratch AS One", "FROM scratch AS two");

        assertThat(stages.target(Optional.empty()).index()).isEqualTo(1);
        assertThat(stages.target(Optional.of("ONE")).index()).isZero();
    }

    @Test
    void anUnknownTargetListsTheNames() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> stages("FROM scratch AS one", "FROM scratch").target(Optional.of("0")))
                .withMessage("Dockerfile has no stage '0'; it has one");
    }

    @Test
    void theLaterOfTwoStagesShadowsTheEarlier() {
        Stages stages = stages("FROM scratch AS a", "FROM scratch AS a", "FROM a", "FROM scratch AS a");

        assertThat(stages.parent(stage(stages, 2))).contains(stage(stages, 1));
        assertThat(stages.target(Optional.of("a")).index()).isEqualTo(3);
    }

    @Test
    void aStageMayBeCalledScratch() {
        Stages stages = stages("FROM busybox AS scratch", "FROM scratch");

        assertThat(stages.parent(stage(stages, 1))).contains(stage(stages, 0));
        assertThat(stages.images(stage(stages, 1))).containsExactly("busybox");
    }

    @Test
    void aStageIsNoParentOfItself() {
        Stages stages = stages("FROM base AS base");

        assertThat(stages.parent(stage(stages, 0))).isEmpty();
        assertThat(stages.images(stage(stages, 0))).containsExactly("base");
    }

    @Test
    void fromTakesANumberANameOrAnImage() {
        Stages stages = stages("FROM scratch AS one", "FROM scratch", "FROM scratch AS three");

        assertThat(stages.copied("0", stage(stages, 2), AT)).contains(stage(stages, 0));
        assertThat(stages.copied("1", stage(stages, 2), AT)).contains(stage(stages, 1));
        assertThat(stages.copied("ONE", stage(stages, 2), AT)).contains(stage(stages, 0));
        assertThat(stages.copied("nginx", stage(stages, 2), AT)).isEmpty();
    }

    @Test
    void fromTakesNoStageThatComesLater() {
        Stages stages = stages("FROM scratch AS one", "FROM scratch AS two");

        for (String from : new String[] {"one", "two"}) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> stages.copied(from, stage(stages, 0), AT))
                    .withMessage("Dockerfile:9: --from=" + from + " is this stage itself or a later one");
        }
        for (String from : new String[] {"0", "1", "77"}) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> stages.copied(from, stage(stages, 0), AT))
                    .withMessageStartingWith("Dockerfile:9: --from=" + from + " is no earlier stage");
        }
    }

    @Test
    void onlyTheImagesThatTheTargetNeedsAreNamed() {
        Stages stages = stages(
                "FROM unneeded AS broken",
                "FROM one AS a",
                "FROM two AS b",
                "COPY --from=a /x /",
                "COPY --from=three /x /",
                "FROM b");

        assertThat(stages.images(stage(stages, 3))).containsExactly("one", "three", "two");
    }

    @Test
    void globalArgumentsAndPlatformArgumentsReachFromLines() {
        Stages stages = stages(
                Map.of("TAG", "9"),
                "ARG TAG=1",
                "ARG NAME=base-$TAG",
                "FROM --platform=$TARGETPLATFORM $NAME-$TARGETARCH");

        assertThat(stages.base(stage(stages, 0))).isEqualTo("base-9-amd64");
        assertThat(stages.platform(stage(stages, 0))).contains(Platform.LINUX_AMD64);
    }

    @Test
    void aBaseThatComesOutEmptyIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> stages("ARG BASE", "FROM $BASE"))
                .withMessage("Dockerfile:2: FROM $BASE comes out empty");
    }

    @Test
    void aPlatformThatIsNoneIsRefused() {
        Stages stages = stages("FROM --platform=a/b/c/d scratch");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> stages.platform(stage(stages, 0)))
                .withMessageStartingWith("Dockerfile:1: --platform=a/b/c/d: ");
    }
}
