package dev.imagepack.build.embedded;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;

class FingerprintTest {

    @Test
    void noTwoSeriesRunIntoOne() {
        List<Digest> digests = List.of(
                new Fingerprint().digest(),
                new Fingerprint().text("").digest(),
                new Fingerprint().text("ab").text("c").digest(),
                new Fingerprint().text("a").text("bc").digest(),
                new Fingerprint().texts(List.of("a", "bc")).digest(),
                new Fingerprint().texts(List.of("a")).texts(List.of("bc")).digest(),
                new Fingerprint().text(Optional.<String>empty()).digest(),
                new Fingerprint().text(Optional.of("")).digest(),
                new Fingerprint().texts(Optional.<List<String>>empty()).digest(),
                new Fingerprint().texts(Optional.of(List.<String>of())).digest());

        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void equalSeriesHaveEqualDigests() {
        assertThat(new Fingerprint().text("a").number(1).entry(Nodes.entry("x")).digest())
                .isEqualTo(new Fingerprint()
                        .text("a")
                        .number(1)
                        .entry(Nodes.entry("x"))
                        .digest());
    }
}
