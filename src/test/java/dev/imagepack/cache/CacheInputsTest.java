package dev.imagepack.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;

class CacheInputsTest {

    private static final String DIGEST_1 = "sha256:" + "1".repeat(64);
    private static final String DIGEST_2 = "sha256:" + "2".repeat(64);

    static CacheInputs inputs(String... namesAndValues) {
        SortedMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return CacheInputs.of(values);
    }

    @Test
    void theKeyOfAGivenSetNeverChanges() {
        assertThat(inputs().key())
                .isEqualTo(Digest.parse("sha256:a2ec55a572cf1989ffb4fb93d64a0812de8767f1bce3881f95adb11ce189a87e"));
        assertThat(inputs("platform", "linux/amd64", "src/é", DIGEST_1).key())
                .isEqualTo(Digest.parse("sha256:4e6f1e326d488eb7902c129993d2291690ba970d250bb0f71e838f94a5ee7fc9"));
    }

    @Test
    void theKeyDoesNotDependOnTheOrderOfTheMap() {
        SortedMap<String, String> backwards = new TreeMap<>(java.util.Comparator.reverseOrder());
        backwards.putAll(Map.of("a", "1", "b", "2", "c", "3"));

        assertThat(CacheInputs.of(backwards).key())
                .isEqualTo(inputs("a", "1", "b", "2", "c", "3").key());
        assertThat(CacheInputs.of(backwards).values().keySet()).containsExactly("a", "b", "c");
    }

    @Test
    void theKeyTellsApartWhereNamesAndValuesEnd() {
        List<CacheInputs> all = List.of(
                inputs(),
                inputs("", ""),
                inputs("a", "bc"),
                inputs("ab", "c"),
                inputs("abc", ""),
                inputs("", "abc"),
                inputs("a", "b", "c", ""),
                inputs("a", "", "bc", ""),
                inputs("a", "b\u0000c"),
                inputs("a", "b", "\u0000", "c"),
                inputs("a", "\ud800"),
                inputs("a", "\ud801"),
                inputs("a", "?"),
                inputs("a", "\ufffd"));

        Set<Digest> keys = new HashSet<>();
        all.forEach(inputs -> keys.add(inputs.key()));

        assertThat(keys).hasSize(all.size());
    }

    @Test
    void equalInputsHaveNoDifference() {
        assertThat(inputs("a", "1").differenceFrom(inputs("a", "1"))).isEmpty();
        assertThat(inputs("a", "1")).isEqualTo(inputs("a", "1")).isNotEqualTo(inputs("a", "2"));
    }

    /** What was, what is, and what is said about it. */
    private record Difference(String name, CacheInputs earlier, CacheInputs later, String text) {}

    @TestFactory
    Stream<DynamicTest> aDifferenceIsDescribed() {
        return differences().stream()
                .map(difference -> DynamicTest.dynamicTest(
                        difference.name(),
                        () -> assertThat(difference.later().differenceFrom(difference.earlier()))
                                .contains(difference.text())));
    }

    private static List<Difference> differences() {
        return List.of(
                new Difference(
                        "a changed file",
                        inputs("src/main/docker/app.conf", DIGEST_1, "x", "1"),
                        inputs("src/main/docker/app.conf", DIGEST_2, "x", "1"),
                        "src/main/docker/app.conf changed"),
                new Difference("an added file", inputs(), inputs("b", DIGEST_1), "b added"),
                new Difference("a removed file", inputs("c", DIGEST_1), inputs(), "c removed"),
                new Difference(
                        "changed before added before removed, whatever the names",
                        inputs("z", DIGEST_1, "a", DIGEST_1),
                        inputs("z", DIGEST_2, "m", DIGEST_1),
                        "z changed, m added, a removed"),
                new Difference(
                        "two of each kind and how many more",
                        many("old", "1"),
                        many("new", "2"),
                        "both/0 changed from 1 to 2, both/1 changed from 1 to 2, new/0 added, new/1 added, old/0 removed, old/1 removed and 24 more"),
                new Difference(
                        "a short setting",
                        inputs("platform", "linux/amd64"),
                        inputs("platform", "linux/arm64"),
                        "platform changed from linux/amd64 to linux/arm64"),
                new Difference(
                        "a build argument, whose value may be a secret",
                        inputs("build-arg TOKEN", "hunter2"),
                        inputs("build-arg TOKEN", "hunter3"),
                        "build-arg TOKEN changed"),
                new Difference("a label", inputs("label a", "b"), inputs("label a", "c"), "label a changed"),
                new Difference("a digest", inputs("base", DIGEST_1), inputs("base", DIGEST_2), "base changed"),
                new Difference(
                        "a digest without its algorithm",
                        inputs("base", "0".repeat(40)),
                        inputs("base", "x"),
                        "base changed"),
                new Difference("a long text", inputs("text", "w ".repeat(21)), inputs("text", "w"), "text changed"),
                new Difference("an empty value", inputs("target", ""), inputs("target", "run"), "target changed"),
                new Difference("a value of two lines", inputs("text", "a\nb"), inputs("text", "a"), "text changed"),
                new Difference(
                        "a name with control characters",
                        inputs(),
                        inputs("a\u001b[31m\nb\u202e", DIGEST_1),
                        "a?[31m?b? added"),
                new Difference(
                        "a very long name", inputs(), inputs("n".repeat(5000), DIGEST_1), "n".repeat(200) + "… added"));
    }

    private static CacheInputs many(String prefix, String value) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.addAll(List.of(prefix + "/" + i, DIGEST_1, "both/" + i, value));
        }
        return inputs(all.toArray(String[]::new));
    }

    @Test
    void itsTextShowsNoValue() {
        assertThat(inputs("build-arg TOKEN", "hunter2").toString())
                .contains("build-arg TOKEN")
                .doesNotContain("hunter2");
    }
}
