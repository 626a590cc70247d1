package dev.imagepack.maven;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.oci.ImageRef;

import static org.assertj.core.api.Assertions.assertThat;

class ImageNamesTest {

    private static List<String> names(String artifactId, String version, String image) {
        return Written.module(artifactId, version).file("Dockerfile").yaml("images: {" + image + "}").specs().stream()
                .flatMap(spec -> spec.references().stream())
                .map(ImageRef::familiar)
                .toList();
    }

    private static List<String> named(String keys) {
        return names("shop", "1.0", "app: {dockerfile: Dockerfile, " + keys + "}");
    }

    @Test
    void theModuleNamesAnImageThatHasNoName() {
        assertThat(names("shop", "1.0", "shop: Dockerfile")).containsExactly("shop:1.0");
        assertThat(names("shop", "1.0", "web: Dockerfile")).containsExactly("shop-web:1.0");
    }

    @Test
    void aNameWithoutATagHasTheDefaultTag() {
        assertThat(named("name: example.com/a")).containsExactly("example.com/a:latest");
    }

    @Test
    void tagsTakeThePlaceOfADefault() {
        assertThat(named("name: example.com/a, tags: ['1', latest]"))
                .containsExactly("example.com/a:1", "example.com/a:latest");
        assertThat(named("tags: [a]")).containsExactly("shop-app:a");
    }

    @Test
    void tagsAreAddedToATagOfTheName() {
        assertThat(named("name: 'example.com/a:1', tags: ['2', '1']"))
                .containsExactly("example.com/a:1", "example.com/a:2");
    }

    @Test
    void aTagMayBeAWholeReference() {
        assertThat(named("tags: ['b:2', localhost:5000/x, quay.io/y/z]"))
                .containsExactly("b:2", "localhost:5000/x:latest", "quay.io/y/z:latest");
    }

    @Test
    void lazycatsExample() {
        assertThat(names("cloud.lazycat.apps.Demo", "1.2.3+Build", "worker: Dockerfile"))
                .containsExactly("cloud.lazycat.apps.demo-worker:1.2.3-build");
    }

    @TestFactory
    Stream<DynamicTest> everyTextBecomesALegalRepository() {
        Map<String, String> expected = Map.ofEntries(
                Map.entry("shop", "shop"),
                Map.entry("Shop_Web", "shop_web"),
                Map.entry("a__b", "a__b"),
                Map.entry("a--b", "a--b"),
                Map.entry("a..b", "a-b"),
                Map.entry("a.-b", "a-b"),
                Map.entry("a_-b", "a-b"),
                Map.entry("a-_b", "a-b"),
                Map.entry("a___b", "a-b"),
                Map.entry("a---._b", "a-b"),
                Map.entry("-a.", "a"),
                Map.entry("__", "image"),
                Map.entry("", "image"),
                Map.entry("größe", "gr-e".replace("-", "--")));
        return expected.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest("'" + each.getKey() + "'", () -> {
                    String repository = ImageNames.repository(each.getKey(), "image");
                    assertThat(repository).isEqualTo(each.getValue());
                    assertThat(ImageRef.parse(repository).path()).isEqualTo("library/" + repository);
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyTextBecomesALegalTag() {
        Map<String, String> expected = Map.of(
                "1.0-SNAPSHOT",
                "1.0-snapshot",
                "1.2.3+Build",
                "1.2.3-build",
                "-1",
                "1",
                ".-.",
                "latest",
                "",
                "latest",
                "_a",
                "_a",
                "x".repeat(300),
                "x".repeat(128));
        return expected.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest("'" + each.getKey() + "'", () -> {
                    String tag = ImageNames.tag(each.getKey());
                    assertThat(tag).isEqualTo(each.getValue());
                    assertThat(ImageRef.parse("a:" + tag).tag()).contains(tag);
                }));
    }

    @Test
    void endlessNamesAreCutToALegalLength() {
        assertThat(names("a-".repeat(300), "1", "b: Dockerfile").get(0)).hasSizeLessThan(255);
    }
}
