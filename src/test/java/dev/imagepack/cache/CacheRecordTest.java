package dev.imagepack.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;

import static dev.imagepack.cache.CacheInputsTest.inputs;
import static org.assertj.core.api.Assertions.assertThat;

class CacheRecordTest {

    private static final CacheRecord RECORD = new CacheRecord(
            new Slot("shop:web", "app", "linux/amd64"),
            inputs("platform", "linux/amd64", "src/é.txt", "sha256:" + "1".repeat(64)),
            List.of(new Descriptor("a/b", new Digest("sha256", "2".repeat(64)), 5_000_000_000L)),
            Json.object().put("image", "x").set("layers", Json.texts(List.of("l"))));

    @TempDir
    Path directory;

    @Test
    void aRecordComesBackAsItWas() throws IOException {
        assertThat(read(RECORD.bytes())).contains(RECORD);
    }

    @Test
    void aRecordIsForPeopleToRead() {
        assertThat(new String(RECORD.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {
                          "format": 1,
                          "project": "shop:web",
                          "image": "app",
                          "platform": "linux/amd64",
                          "key": "%s",
                          "inputs": {
                            "platform": "linux/amd64",
                            "src/é.txt": "sha256:%s"
                          },
                          "blobs": [
                            {
                              "mediaType": "a/b",
                              "digest": "sha256:%s",
                              "size": 5000000000
                            }
                          ],
                          "result": {
                            "image": "x",
                            "layers": [
                              "l"
                            ]
                          }
                        }
                        """.formatted(RECORD.inputs().key(), "1".repeat(64), "2".repeat(64)));
    }

    @Test
    void aRecordThatIsCutShortAnywhereIsNone() throws IOException {
        byte[] whole = RECORD.bytes();
        // The last two bytes are the closing brace and the newline.
        for (int length = 0; length < whole.length - 1; length++) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> aRecordWithAFaultIsNone() {
        String key = RECORD.inputs().key().toString();
        return Stream.of(
                        List.of("\"format\": 1", "\"format\": 2"),
                        List.of("\"format\": 1", "\"format\": \"1\""),
                        List.of("\"project\"", "\"projekt\""),
                        List.of("\"project\": \"shop:web\"", "\"project\": null"),
                        List.of(key, "sha256:" + "0".repeat(64)),
                        List.of("linux/amd64\",\n    \"src", "linux/arm64\",\n    \"src"),
                        List.of("\"inputs\": {", "\"inputs\": {\"more\": \"1\","),
                        List.of("\"inputs\": {", "\"inputs\": {\"more\": 1,"),
                        List.of("sha256:" + "2".repeat(64), "../../etc/passwd"),
                        List.of("5000000000", "-1"),
                        List.of("5000000000", "\"5\""),
                        List.of("5000000000", "1.5"),
                        List.of("5000000000", "99999999999999999999"),
                        List.of("\"a/b\"", "\"\""),
                        List.of("\"result\"", "\"ergebnis\""),
                        List.of("{\n  \"format\"", "[{\n  \"format\""))
                .map(change -> DynamicTest.dynamicTest(change.get(1), () -> {
                    String text = new String(RECORD.bytes(), StandardCharsets.UTF_8);
                    String broken = text.replace(change.get(0), change.get(1));
                    assertThat(broken).isNotEqualTo(text);
                    assertThat(read(broken.getBytes(StandardCharsets.UTF_8))).isEmpty();
                }));
    }

    @Test
    void whatIsNoFileIsNoRecord() throws IOException {
        assertThat(CacheRecord.read(directory.resolve("absent"))).isEmpty();
        assertThat(CacheRecord.read(directory)).isEmpty();
        Path target = Files.write(directory.resolve("target"), RECORD.bytes());
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(CacheRecord.read(link)).isEmpty();
    }

    private java.util.Optional<CacheRecord> read(byte[] bytes) throws IOException {
        return CacheRecord.read(Files.write(directory.resolve("record"), bytes));
    }
}
