package dev.imagepack.build.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.TextData;
import dev.imagepack.image.DeclaredLayer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LayerModesTest {

    private static final Node PROGRAM = Node.file(0700, Owner.ROOT, new TextData(new byte[0]));

    private static LayerModes modes(String pattern, int mode) {
        return new LayerModes(new DeclaredLayer.Files(
                Path.of("/module/dist"),
                "/app",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new DeclaredLayer.Permission(pattern, mode)),
                "images.app.layers[0].files[0]"));
    }

    private static Node dist() {
        Node bin = Node.directory(0755, Owner.ROOT);
        bin.children().put("run.sh", PROGRAM);
        Node dist = Node.directory(0755, Owner.ROOT);
        dist.children().put("bin", bin);
        return dist;
    }

    @Test
    void aPatternHitsWhatItSaysAndNotWhatIsBelow() {
        LayerModes modes = modes("/app/bin", 0711);
        assertThat(modes.of(dist(), "app/bin")).isEqualTo(0711);
        assertThat(modes.of(PROGRAM, "app/bin/run.sh")).isEqualTo(0755);
        assertThat(modes("/app/**", 0500).of(PROGRAM, "app/bin/run.sh")).isEqualTo(0500);
    }

    @Test
    void aPatternThatHitsSomethingIsFine() {
        modes("/app/bin/*.sh", 0750).refuseUnused(dist(), "app");
        modes("/app/**/*.sh", 0750).refuseUnused(dist(), "app");
        modes("/app", 0750).refuseUnused(dist(), "app");
    }

    @Test
    void aPatternThatHitsNothingIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> modes("bin/*.sh", 0600).refuseUnused(dist(), "app"))
                .withMessage(
                        "images.app.layers[0].files[0].permissions: bin/*.sh fits no path that this element puts into"
                                + " the image; they begin with /app")
                .satisfies(fault -> assertThat(fault.advice()).contains("/app/**/*.sh"));
    }
}
