package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class RecordsFuzzTest {

    private static final Path FILE = Jimfs.newFileSystem(Configuration.unix()).getPath("/work/record");

    /** A record is read whole or counts as none, and what is read is written as what reads as the same. */
    @FuzzTest
    void records(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        Attempt.of(() -> LayerRecords.read(FILE)).orElseThrow();
        Attempt.of(() -> CacheRecord.read(FILE)).orElseThrow().ifPresent(record -> {
            byte[] written = record.bytes();
            assertThat(Attempt.of(() -> CacheRecord.read(Files.write(FILE, written)))
                            .orElseThrow())
                    .contains(record);
        });
    }
}
