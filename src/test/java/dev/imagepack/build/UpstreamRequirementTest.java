package dev.imagepack.build;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;

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

    private static BuiltImage image(ImageSpec spec, String upstream) {
        Descriptor config = new Descriptor(MediaType.CONFIG, Digest.parse(DIGEST), 2);
        return new BuiltImage(spec.alias(), List.of(), spec.platform(), config, List.of(), upstream);
    }

    @Test
    void withoutItNothingIsRequired() {
        ImageSpec spec = spec(false, "");
        assertThatCode(() -> {
                    UpstreamRequirement.check(spec, Optional.of(ImageRef.parse("other/base")));
                    UpstreamRequirement.check(spec, image(spec, ""));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void nothingCanMatchNothing() {
        assertThatThrownBy(() -> UpstreamRequirement.check(spec(true, ""), Optional.empty()))
                .isInstanceOf(ImagepackException.class)
                .hasMessage(
                        "images.app: upstreamRequired is set, but upstreamMatch is not, so every layer is embedded");
    }

    @Test
    void aBaseThatDoesNotMatchIsKnownBeforehand() {
        ImageSpec spec = spec(true, "registry.example");
        assertThatCode(() -> UpstreamRequirement.check(spec, Optional.of(ImageRef.parse("registry.example/base:1"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> UpstreamRequirement.check(spec, Optional.of(ImageRef.parse("registry.other/base:1"))))
                .hasMessage("images.app: upstreamRequired is set, but its base registry.other/base:1 does not match"
                        + " upstreamMatch 'registry.example'");
    }

    @Test
    void whatWasBuiltOrCameFromTheCacheIsLookedAt() {
        ImageSpec spec = spec(true, "registry.example");
        assertThatCode(() -> UpstreamRequirement.check(spec, image(spec, "registry.example/base:1@" + DIGEST)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> UpstreamRequirement.check(spec, image(spec, "")))
                .hasMessage(
                        "images.app: upstreamRequired is set, but all its layers are embedded, for no published base"
                                + " matches upstreamMatch 'registry.example'");
    }
}
