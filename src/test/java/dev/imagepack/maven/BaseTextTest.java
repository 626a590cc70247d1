package dev.imagepack.maven;

import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.oci.ImageRef;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BaseTextTest {

    private static final Alias SELF = new Alias("app");

    private static BaseText bases(Written module) {
        return new BaseText(module.facts(), new Aliases(Map.of(SELF, false, new Alias("base"), false)));
    }

    private static BaseImage base(Written module, String text) {
        return bases(module).base(text, SELF);
    }

    private static BaseImage context(Written module, String text) {
        return bases(module).context(text, SELF);
    }

    @Test
    void scratchIsNothing() {
        assertThat(base(Written.module(), "scratch")).isEqualTo(new BaseImage.Scratch());
        assertThat(context(Written.module(), "scratch")).isEqualTo(new BaseImage.Scratch());
    }

    @Test
    void anotherAliasIsASibling() {
        assertThat(base(Written.module(), "base")).isEqualTo(new BaseImage.Sibling(new Alias("base")));
        assertThat(context(Written.module().directory("base"), "base"))
                .isEqualTo(new BaseImage.Sibling(new Alias("base")));
    }

    @Test
    void itsOwnAliasAndAnAliasWithATagAreImagesAtARegistry() {
        assertThat(base(Written.module(), "app")).isEqualTo(new BaseImage.Published(ImageRef.parse("app")));
        assertThat(base(Written.module(), "base:1")).isEqualTo(new BaseImage.Published(ImageRef.parse("base:1")));
    }

    @Test
    void namesAtARegistryMayHaveAPrefix() {
        BaseImage expected = new BaseImage.Published(ImageRef.parse("localhost:5000/a/b:1"));
        for (String text : new String[] {
            "localhost:5000/a/b:1", "docker-image://localhost:5000/a/b:1", "registry://localhost:5000/a/b:1"
        }) {
            assertThat(base(Written.module(), text)).isEqualTo(expected);
            assertThat(context(Written.module(), text)).isEqualTo(expected);
        }
    }

    @Test
    void savedImagesAreNamedByPathAndName() {
        Written module = Written.module().directory("layouts/base").file("base.tar");
        for (String scheme : SavedPath.SCHEMES) {
            assertThat(base(module, scheme + "layouts/base"))
                    .isEqualTo(new BaseImage.Saved(module.path("layouts/base"), Optional.empty()));
            assertThat(base(module, scheme + "base.tar:a"))
                    .isEqualTo(new BaseImage.Saved(module.path("base.tar"), Optional.of("a")));
            assertThat(context(module, scheme + "/work/shop/base.tar"))
                    .isEqualTo(new BaseImage.Saved(module.path("base.tar"), Optional.empty()));
        }
    }

    @Test
    void aNameMayHoldColonsAndSoMayAPath() {
        Written module = Written.module().directory("base").directory("a:b");
        assertThat(base(module, "oci-layout://base:localhost:5000/x:1"))
                .isEqualTo(new BaseImage.Saved(module.path("base"), Optional.of("localhost:5000/x:1")));
        assertThat(base(module, "oci-layout://a:b"))
                .isEqualTo(new BaseImage.Saved(module.path("a:b"), Optional.empty()));
        assertThat(base(module, "oci-layout://a:b:c"))
                .isEqualTo(new BaseImage.Saved(module.path("a:b"), Optional.of("c")));
    }

    @Test
    void aDirectoryIsAContext() {
        Written module = Written.module().directory("conf").directory("alpine");
        assertThat(context(module, "conf")).isEqualTo(new BaseImage.Directory(module.path("conf")));
        assertThat(context(module, "dir://conf")).isEqualTo(new BaseImage.Directory(module.path("conf")));
        assertThat(context(module, "../shop/conf/")).isEqualTo(new BaseImage.Directory(module.path("conf")));
        assertThat(context(module, "alpine")).isEqualTo(new BaseImage.Directory(module.path("alpine")));
        assertThat(context(module, "dir://base".replace("base", "alpine")))
                .isEqualTo(new BaseImage.Directory(module.path("alpine")));
    }

    @Test
    void aDirectoryOfTheSameNameDoesNotHideAnImageThatIsBuiltOn() {
        assertThat(base(Written.module().directory("alpine"), "alpine"))
                .isEqualTo(new BaseImage.Published(ImageRef.parse("alpine")));
    }

    @Test
    void aLayoutWithoutItsPrefixIsNotTakenForAName() {
        assertThatThrownBy(() -> base(Written.module().file("target/base/oci-layout"), "target/base"))
                .hasMessage("'target/base' is a path, and what is there is not said");
    }

    @Test
    void aDriveLetterIsNeverASeparator() {
        Written module = Written.onWindows().directory("base").file("base.tar");
        BaseImage expected = new BaseImage.Saved(module.path("base"), Optional.empty());
        assertThat(base(module, "oci-layout://C:\\work\\shop\\base")).isEqualTo(expected);
        assertThat(base(module, "oci-layout://C:/work/shop/base")).isEqualTo(expected);
        assertThat(base(module, "oci-layout:///C:/work/shop/base")).isEqualTo(expected);
        assertThat(base(module, "oci-layout://base")).isEqualTo(expected);
        assertThat(base(module, "oci-layout://C:\\work\\shop\\base:a:1"))
                .isEqualTo(new BaseImage.Saved(module.path("base"), Optional.of("a:1")));
        assertThat(base(module, "tar://base.tar:a"))
                .isEqualTo(new BaseImage.Saved(module.path("base.tar"), Optional.of("a")));
        assertThat(context(module, "C:\\work\\shop\\base")).isEqualTo(new BaseImage.Directory(module.path("base")));
        assertThatThrownBy(() -> base(module, "C:\\gone")).hasMessageContaining("is a path");
        assertThatThrownBy(() -> base(module, "C:/gone")).hasMessageContaining("is a path");
        assertThatThrownBy(() -> context(module, "C:\\gone")).hasMessage("'../../gone' does not exist");
    }

    @Test
    void anImageNameIsUnderstoodWhereAColonCanBeInNoPath() {
        assertThat(base(Written.onWindows(), "alpine:3"))
                .isEqualTo(new BaseImage.Published(ImageRef.parse("alpine:3")));
        assertThat(context(Written.onWindows(), "alpine:3"))
                .isEqualTo(new BaseImage.Published(ImageRef.parse("alpine:3")));
    }
}
