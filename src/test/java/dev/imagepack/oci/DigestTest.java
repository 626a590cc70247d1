package dev.imagepack.oci;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DigestTest {

    private static final String EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void theDigestOfNoBytesIsTheKnownOne() {
        assertThat(Digest.of(new byte[0])).hasToString(EMPTY);
    }

    @Test
    void aStreamHashesLikeItsBytes() throws Exception {
        byte[] bytes = "x".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        assertThat(Digest.of(new ByteArrayInputStream(bytes))).isEqualTo(Digest.of(bytes));
    }

    @Test
    void itParsesWhatItPrints() {
        assertThat(Digest.parse(EMPTY)).hasToString(EMPTY).isEqualTo(Digest.of(new byte[0]));
        String long512 = "sha512:" + "0a".repeat(64);
        assertThat(Digest.parse(long512)).hasToString(long512);
    }

    @Test
    void digestsAreOrderedByAlgorithmThenDigits() {
        Digest a = new Digest("sha256", "a".repeat(64));
        Digest b = new Digest("sha256", "b".repeat(64));
        Digest other = new Digest("sha512", "0".repeat(128));
        assertThat(Stream.of(other, b, a).sorted()).containsExactly(a, b, other);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    sha256,                                 has no colon
                    md5:d41d8cd98f00b204e9800998ecf8427e,   algorithm "md5" is not supported
                    SHA256:00,                              algorithm "SHA256" is not supported
                    sha256:00,                              has 2 digits, expected 64
                    :,                                      algorithm "" is not supported
                    """)
    void aFaultIsNamed(String text, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse(text))
                .withMessageContaining(fault);
    }

    @Test
    void digitsMustBeLowerCase() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Digest.parse("sha256:" + "A".repeat(64)))
                .withMessageContaining("holds \"A\", expected lower-case hexadecimal digits");
    }

    @Test
    void aDigestCannotBecomeAPathElsewhere() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("sha256", "../".repeat(21) + "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest("..", "0".repeat(64)));
    }

    /** The table also takes sha384, which the image specification does not register: here it is refused by its name. */
    @TestFactory
    Stream<DynamicTest> thirdPartyDigests() {
        return Vectors.each(Vectors.thirdParty("digest"), node -> {
            String input = node.path("input").asText();
            boolean refused = node.path("error").asBoolean()
                    || node.path("algorithm").asText().equals("sha384");
            if (refused) {
                assertThatIllegalArgumentException().isThrownBy(() -> Digest.parse(input));
            } else {
                assertThat(Digest.parse(input)).hasToString(input);
                assertThat(Digest.parse(input).hex())
                        .isEqualTo(node.path("encoded").asText());
            }
        });
    }
}
