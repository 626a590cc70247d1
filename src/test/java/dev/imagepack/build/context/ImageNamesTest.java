package dev.imagepack.build.context;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.oci.ImageRef;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImageNamesTest {

    private static final Location AT = Location.of("Dockerfile", 5);
    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final BaseImage FILES = new BaseImage.Directory(HERE);
    private static final BaseImage SAVED = new BaseImage.Saved(HERE, Optional.empty());

    private static BaseImage find(Map<String, BaseImage> contexts, String name) {
        DockerfileRecipe recipe = new DockerfileRecipe(
                new DockerfileRecipe.Inline("FROM x", "Dockerfile"),
                HERE,
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(contexts));
        return new ImageNames(recipe, Set.of(new Alias("web"))).find(name, AT);
    }

    @Test
    void aContextWinsOverEverything() {
        assertThat(find(Map.of("scratch", FILES), "scratch")).isEqualTo(FILES);
        assertThat(find(Map.of("web", FILES), "web")).isEqualTo(FILES);
    }

    @Test
    void aContextMayLeaveOutWhatAnImageNameMayLeaveOut() {
        assertThat(find(Map.of("tiny", SAVED), "docker.io/library/tiny:latest")).isEqualTo(SAVED);
        assertThat(find(Map.of("docker.io/library/tiny:latest", SAVED), "tiny")).isEqualTo(SAVED);
        assertThat(find(Map.of("tiny:1", SAVED), "tiny:2"))
                .isEqualTo(new BaseImage.Published(ImageRef.parse("tiny:2")));
    }

    @Test
    void elseANameIsScratchASiblingOrPublished() {
        assertThat(find(Map.of(), "scratch")).isEqualTo(new BaseImage.Scratch());
        assertThat(find(Map.of(), "web")).isEqualTo(new BaseImage.Sibling(new Alias("web")));
        assertThat(find(Map.of(), "web:1")).isEqualTo(new BaseImage.Published(ImageRef.parse("web:1")));
    }

    @Test
    void whatIsNoNameIsRefusedWithItsLine() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> find(Map.of(), "No Name"))
                .withMessageStartingWith(
                        "Dockerfile:5: 'No Name' is neither a stage, a context, an image of this module");
    }
}
