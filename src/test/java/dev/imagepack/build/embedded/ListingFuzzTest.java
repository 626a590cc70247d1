package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DeflaterOutputStream;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.imagepack.testing.Attempt;

import static org.assertj.core.api.Assertions.assertThat;

class ListingFuzzTest {

    /** The stored list of a layer's entries, as it lies in the cache, and before it is compressed; and a mode of chmod. */
    @FuzzTest
    void listing(byte[] bytes) throws IOException {
        Attempt.of(() -> Listing.parse(bytes)).orElseThrow();
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
            out.write(bytes);
        }
        Attempt.of(() -> Listing.parse(deflated.toByteArray()))
                .orElseThrow()
                .ifPresent(read -> assertThat(
                                Attempt.of(() -> Listing.parse(read.toBytes())).orElseThrow())
                        .contains(read));
        Attempt.ofValue(() -> ModeChange.parse(new String(bytes, StandardCharsets.UTF_8)))
                .ifPresent(change -> assertThat(change.apply(0644, false)).isBetween(0, 07777));
    }
}
