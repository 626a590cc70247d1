package dev.imagepack.oci;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DiffIdTest {

    private static final String TEXT = "sha256:" + "0f".repeat(32);

    @Test
    void itParsesWhatItPrints() {
        assertThat(DiffId.parse(TEXT)).hasToString(TEXT);
    }

    @Test
    void itNamesTheBlobOfThePlainTar() {
        assertThat(DiffId.parse(TEXT).asDigest()).isEqualTo(Digest.parse(TEXT));
        assertThat(DiffId.of(Digest.parse(TEXT))).isEqualTo(DiffId.parse(TEXT));
    }

    @Test
    void anotherAlgorithmIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DiffId.parse("sha512:" + "0f".repeat(64)))
                .withMessageContaining("is a sha512 digest, expected sha256");
    }

    @Test
    void digitsAreCheckedHoweverItIsMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DiffId("0f"))
                .withMessageContaining("has 2 digits, expected 64");
    }

    @Test
    void withoutLayersThereIsNoChain() {
        assertThatIllegalArgumentException().isThrownBy(() -> ChainId.of(List.of()));
    }

    @Test
    void theChainOfOneLayerIsItsDiffId() {
        assertThat(ChainId.of(List.of(DiffId.parse(TEXT)))).hasToString(TEXT);
    }

    @TestFactory
    Stream<DynamicTest> chains() {
        return Vectors.each(Vectors.own("chain-id"), node -> {
            List<DiffId> diffIds = Vectors.texts(node.path("diffIds")).stream()
                    .map(DiffId::parse)
                    .toList();
            assertThat(ChainId.of(diffIds)).hasToString(node.path("chainId").asText());
        });
    }
}
