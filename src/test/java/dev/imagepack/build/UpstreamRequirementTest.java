package dev.imagepack.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.Layer;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UpstreamRequirementTest {

    private static final String DIGEST = "sha256:" + "1".repeat(64);

    private static ImageSpec spec(boolean required, String match) {
        ImageSpec spec = Specs.text("app", "x");
        return new ImageSpec(
                spec.alias(),
                spec.references(),
                spec.recipe(),
                spec.builder(),
                spec.platform(),
                new UpstreamMatch(match),
                spec.upstreamDescriptors(),
                required,
                false,
                spec.compression(),
                spec.labels(),
                new TreeMap<>());
    }

    private static DiffId diffId(int number) {
        return DiffId.parse("sha256:" + String.valueOf(number).repeat(64));
    }

    /** Its layers are of 10, 100 and 1000 bytes. */
    private static BuiltImage image(ImageSpec spec, String upstream) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Descriptor blob = new Descriptor(MediaType.LAYER, diffId(i).asDigest(), (long) Math.pow(10, i));
            layers.add(new Layer(diffId(i), blob, LayerSource.EMBED));
        }
        Descriptor config = new Descriptor(MediaType.CONFIG, Digest.parse(DIGEST), 2);
        return new BuiltImage(spec.alias(), List.of(), spec.platform(), config, layers, upstream);
    }

    private static BuildBase named(String name) {
        return new BuildBase(name, Optional.of(ImageRef.parse(name)), "", List.of(diffId(1), diffId(2)));
    }

    private final RecordedLog log = new RecordedLog();

    private void check(ImageSpec spec, BuildBase base) {
        requirement(spec, base).check();
    }

    private void check(ImageSpec spec, BuildBase base, BuiltImage image) {
        requirement(spec, base).check(image);
    }

    private UpstreamRequirement requirement(ImageSpec spec, BuildBase base) {
        Path module = Path.of("").toAbsolutePath();
        return new UpstreamRequirement(
                new BuildRequest(spec, Map.of(), module, Set.of(), Instant.EPOCH, cache, Runnable::run, log), base);
    }

    private Cache cache;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        cache = Cache.open(directory);
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
    }

    static Stream<Arguments> reasons() {
        ImageRef name = ImageRef.parse("registry.example/base:1");
        List<DiffId> layers = List.of(diffId(1), diffId(2));
        BuildBase silent = new BuildBase("base", Optional.of(name), "base.tar does not say its digest", layers);
        List<DiffId> more = List.of(diffId(1), diffId(2), diffId(3), diffId(4));
        return Stream.of(
                Arguments.of(
                        named("registry.other/base:1"),
                        "its base registry.other/base:1 does not match upstreamMatch 'registry.example'",
                        ", 110 bytes"),
                Arguments.of(
                        new BuildBase("tools", Optional.empty(), "", List.of(diffId(1))),
                        "its base tools has no name under which it is published",
                        ", 10 bytes"),
                Arguments.of(
                        BuildBase.ofEngine("base", name, "registry.example cannot be reached", layers),
                        "its base registry.example/base:1 cannot stay upstream: only the engine has it"
                                + " (registry.example cannot be reached)",
                        ", 110 bytes"),
                Arguments.of(
                        silent,
                        "its base registry.example/base:1 cannot stay upstream: base.tar does not say its digest",
                        ", 110 bytes"),
                Arguments.of(
                        new BuildBase("base", Optional.of(name), "", List.of(diffId(1), diffId(4))),
                        "the image is not built on its base base as it is published: layer 2 of that is " + diffId(4)
                                + ", the image has " + diffId(2) + " there",
                        ", about 110 bytes"),
                Arguments.of(
                        new BuildBase("base", Optional.of(name), "", more),
                        "the image is not built on its base base as it is published: that has 4 layers, the image 3",
                        ", about 1110 bytes"),
                Arguments.of(
                        new BuildBase("", Optional.of(ImageRef.parse("registry.other/base:1")), "", List.of()),
                        "its base registry.other/base:1 does not match upstreamMatch 'registry.example'",
                        ""));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("reasons")
    void aBaseThatTravelsIsAWarningWithTheReasonAndItsBytesOrTheSameReasonIsAnError(
            BuildBase base, String reason, String cost) {
        ImageSpec spec = spec(false, "registry.example");
        check(spec, base);
        check(spec, base, image(spec, ""));

        assertThat(log.lines()).singleElement().asString().endsWith(reason + "; so its layers are embedded" + cost);

        ImageSpec required = spec(true, "registry.example");
        assertThatThrownBy(() -> {
                    check(required, base);
                    check(required, base, image(required, ""));
                })
                .isInstanceOf(ImagepackException.class)
                .hasMessage("images.app: upstreamRequired is set, but " + reason);
    }

    @Test
    void whereNothingTravelsThatNeedNotNothingIsSaid() {
        ImageSpec spec = spec(false, "registry.example");
        check(spec, BuildBase.NONE, image(spec, ""));
        check(spec, named("registry.other/base:1"), image(spec, "registry.example/base:1@" + DIGEST));
        check(spec(false, ""), named("registry.other/base:1"), image(spec, ""));

        assertThat(log.lines()).isEmpty();
    }

    @Test
    void anImageOfTheModuleIsWhatItsOwnUpstreamIs() {
        ImageSpec spec = spec(false, "registry.example");
        BuiltImage lower = image(spec, "registry.other/base:1@" + DIGEST);

        assertThat(BuildBase.ofModule("lower", image(spec, ""), "x"))
                .isEqualTo(new BuildBase("lower", Optional.empty(), "", List.of(diffId(1), diffId(2), diffId(3))));
        assertThat(BuildBase.ofModule("lower", lower, "x").reason(spec.upstreamMatch()))
                .contains("its base registry.other/base:1 does not match upstreamMatch 'registry.example'");
    }

    @Test
    void nothingCanMatchNothing() {
        assertThatThrownBy(() -> check(spec(true, ""), BuildBase.NONE))
                .isInstanceOf(ImagepackException.class)
                .hasMessage(
                        "images.app: upstreamRequired is set, but upstreamMatch is not, so every layer is embedded");
    }

    @Test
    void aBaseThatDoesNotMatchIsKnownBeforehand() {
        ImageSpec spec = spec(true, "registry.example");
        assertThatCode(() -> check(spec, named("registry.example/base:1"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(spec, named("registry.other/base:1")))
                .hasMessage("images.app: upstreamRequired is set, but its base registry.other/base:1 does not match"
                        + " upstreamMatch 'registry.example'");
    }

    @Test
    void whatWasBuiltOrCameFromTheCacheIsLookedAt() {
        ImageSpec spec = spec(true, "registry.example");
        assertThatCode(() -> check(spec, BuildBase.NONE, image(spec, "registry.example/base:1@" + DIGEST)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(spec, BuildBase.NONE, image(spec, "")))
                .hasMessage(
                        "images.app: upstreamRequired is set, but all its layers are embedded, for no published base"
                                + " matches upstreamMatch 'registry.example'");
    }
}
