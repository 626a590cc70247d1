package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String rewritten(String json) {
        return Json.text(Json.parse(utf8(json), 1000, "it"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    { "b" : 1 , "a" : [ true, null ] } | {"a":[true,null],"b":1}
                    [ ]                                | []
                    {"a":{}}                           | {"a":{}}
                    "<a>&b"                            | "\\u003ca\\u003e\\u0026b"
                    "\\u0001\\u001F\\b\\f\\n\\r\\t\\/\\"\\\\" | "\\u0001\\u001f\\b\\f\\n\\r\\t/\\"\\\\"
                    "\\u2028\\u2029\\u007f"            | "\\u2028\\u2029\u007f"
                    "\\u00e9\\uD83D\\uDE00"            | "é😀"
                    "\\ud800x"                         | "\\ud800x"
                    123456789012345678901234567890     | 123456789012345678901234567890
                    -9223372036854775808               | -9223372036854775808
                    1.10                               | 1.10
                    0.1000000000000000000000000000001  | 0.1000000000000000000000000000001
                    """)
    void theCanonicalFormIsCompactSortedAndEscaped(String json, String canonical) {
        assertThat(rewritten(json)).isEqualTo(canonical);
    }

    @Test
    void keysAreSortedByCodePoint() {
        // U+FF5E sorts before U+1F600, although its UTF-16 unit is larger than a surrogate.
        assertThat(rewritten("{\"\uD83D\uDE00\":1,\"\uFF5E\":2,\"a\":3,\"B\":4}"))
                .isEqualTo("{\"B\":4,\"a\":3,\"\uFF5E\":2,\"\uD83D\uDE00\":1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''             | empty or cut short
                    '  '           | empty or cut short
                    {"a":1         | not valid JSON
                    {"a":1,"a":2}  | Duplicate field
                    {"a":{"b":1,"b":1}} | Duplicate field
                    {} {}          | something follows
                    {} x           | not valid JSON
                    {'a':1}        | not valid JSON
                    {a:1}          | not valid JSON
                    [1,]           | not valid JSON
                    01             | not valid JSON
                    NaN            | not valid JSON
                    // c           | not valid JSON
                    1e99999999999  | not valid JSON
                    """)
    void whatIsNotStrictlyJsonIsRefused(String json, String fault) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Json.parse(utf8(json), 1000, "the place"))
                .withMessageStartingWith("the place: ")
                .withMessageContaining(fault);
    }

    @Test
    void otherEncodingsAreRefused() {
        for (byte[] bytes : new byte[][] {
            "{}".getBytes(StandardCharsets.UTF_16),
            {'"', (byte) 0xff, '"'},
            {'"', (byte) 0xc0, (byte) 0x80, '"'},
            {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'}
        }) {
            assertThatExceptionOfType(ImagepackException.class).isThrownBy(() -> Json.parse(bytes, 1000, "it"));
        }
    }

    @Test
    void theSizeIsLimited() {
        assertThat(Json.parse(utf8("[1]"), 3, "it")).hasSize(1);
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Json.parse(utf8("[12]"), 3, "it"))
                .withMessage("it: has 4 bytes, more than the 3 that are read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void theDepthIsLimited(String open) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Json.parse(utf8(open.repeat(100_000)), 1_000_000, "it"))
                .withMessageContaining("nesting depth");
    }

    @Test
    void keysThatCollideAreOnlyKeys() {
        String json = IntStream.range(0, 1 << 13)
                .mapToObj(i -> String.format("%13s", Integer.toBinaryString(i))
                        .replace(" ", "Aa")
                        .replace("0", "Aa")
                        .replace("1", "BB"))
                .map(key -> "\"" + key + "\":0")
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(Json.parse(utf8(json), 1 << 20, "it")).hasSize(1 << 13);
    }

    @Test
    void aMessageIsShortAndOnOneLine() {
        String hostile = "{\"" + "\\n<".repeat(10_000) + "\":1,\"" + "\\n<".repeat(10_000) + "\":1}";
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Json.parse(utf8(hostile), 1_000_000, "it"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000).doesNotContain("\n"));
    }

    @Test
    void anObjectIsAskedForByName() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Json.parseObject(utf8("[]"), 10, "it"))
                .withMessage("it: is a JSON array, expected an object");
    }

    @Test
    void theMembersOfAnObjectKeepTheirSpelling() {
        String json = " { \"n\\\"{\" : 1.0E+2 , \"o\" : { \"z\" : [ 1 , { } ] , \"a\" : \"\\u00e9 \\\\\" } ,"
                + "\"s\":\"a, b}<\" , \"big\":12345678901234567890.10 } ";
        assertThat(Json.members(utf8(json), 1000, "it"))
                .containsEntry("n\"{", "1.0E+2")
                .containsEntry("o", "{\"z\":[1,{}],\"a\":\"\\u00e9 \\\\\"}")
                .containsEntry("s", "\"a, b}\\u003c\"")
                .containsEntry("big", "12345678901234567890.10")
                .hasSize(4);
        assertThat(Json.members(utf8("{ }"), 10, "it")).isEmpty();
    }

    /** Whatever the text looks like, cutting it into members loses and invents nothing. */
    @Test
    void membersOfAnyObjectAreItsValues() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            String json = " {" + spaced(random, members(random, 3)) + "} ";
            ObjectNode tree = Json.parseObject(utf8(json), 1 << 20, json);
            SortedMap<String, String> members = Json.members(utf8(json), 1 << 20, json);
            ObjectNode again = Json.object();
            members.forEach((key, value) -> again.set(key, Json.parse(utf8(value), 1 << 20, value)));
            assertThat(again).as(json).isEqualTo(tree);
        }
    }

    private static String members(Random random, int depth) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(
                        i -> "\"" + "\\\"".repeat(random.nextInt(2)) + "{:," + i + "\"" + " :\t" + value(random, depth))
                .collect(Collectors.joining(","));
    }

    private static String value(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> "\"}],\\\\\"";
            case 1 -> "\"\\\"<\\u0022{[\u2028😀\"";
            case 2 -> "-1.50e+3";
            case 3 -> "true";
            case 4 -> "null";
            case 5 -> "{" + spaced(random, members(random, depth - 1)) + "}";
            default -> "[" + spaced(random, value(random, depth - 1) + "," + value(random, depth - 1)) + "]";
        };
    }

    private static String spaced(Random random, String json) {
        return " \n".repeat(random.nextInt(2)) + json + "\r\t".repeat(random.nextInt(2));
    }

    @Test
    void aRawValueIsWrittenAsItIsSpelled() {
        ObjectNode node = Json.object();
        node.set("a", Json.raw("{\"z\":1e5,\"b\":-0}"));
        assertThat(Json.text(node)).isEqualTo("{\"a\":{\"z\":1e5,\"b\":-0}}");
    }
}
