package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class TarFuzzTest {

    private static final TarReader.Limits LIMITS = new TarReader.Limits(1000, 1 << 20, 4 << 20, 4096);

    /** What is read of a tar and written again reads as the same. Checksums are made right first, or little were read. */
    @FuzzTest
    void tar(byte[] bytes) {
        summed(bytes);
        Attempt.of(() -> TarBytes.read(new ByteArrayInputStream(bytes), LIMITS)).ifPresent(entries -> {
            Map<TarEntry, byte[]> sorted = sorted(entries);
            Map<TarEntry, byte[]> again = new LinkedHashMap<>();
            Attempt.of(() -> TarBytes.read(written(sorted))).orElseThrow().forEach(again::put);
            assertThat(again.keySet()).containsExactlyElementsOf(sorted.keySet());
            sorted.forEach((entry, content) -> assertThat(again.get(entry)).isEqualTo(content));
        });
    }

    static void summed(byte[] bytes) {
        for (int at = 0; at + 512 <= bytes.length; at += 512) {
            if (bytes[at + 148] == '0') {
                byte[] header = Arrays.copyOfRange(bytes, at, at + 512);
                System.arraycopy(TarBytes.summed(header), 0, bytes, at, 512);
            }
        }
    }

    /** Each path once, and nothing below what is no directory, as a writer wants it. */
    private static Map<TarEntry, byte[]> sorted(Map<TarEntry, byte[]> entries) {
        Map<String, TarEntry> byPath = new LinkedHashMap<>();
        entries.keySet().forEach(entry -> byPath.putIfAbsent(entry.path(), entry));
        Map<TarEntry, byte[]> sorted = new TreeMap<>(TarEntry.STORED_ORDER);
        byPath.values().stream()
                .filter(entry -> byPath.values().stream()
                        .noneMatch(above -> above.type() != TarEntry.Type.DIRECTORY
                                && entry.path().startsWith(above.path() + "/")))
                .forEach(entry -> sorted.put(entry, entries.get(entry)));
        return sorted;
    }

    private static byte[] written(Map<TarEntry, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(bytes)) {
            for (Map.Entry<TarEntry, byte[]> entry : entries.entrySet()) {
                writer.write(entry.getKey(), Content.of(entry.getValue()));
            }
        }
        return bytes.toByteArray();
    }
}
