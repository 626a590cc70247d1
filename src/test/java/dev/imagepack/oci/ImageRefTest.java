package dev.imagepack.oci;

import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ImageRefTest {

    private static final Digest DIGEST = new Digest("sha256", "ab".repeat(32));

    @Test
    void aPartIsReplacedOrTakenAway() {
        ImageRef ref = ImageRef.parse("registry.example:5000/team/app:1");
        assertThat(ref.withTag("2")).hasToString("registry.example:5000/team/app:2");
        assertThat(ref.withDigest(DIGEST)).hasToString("registry.example:5000/team/app:1@" + DIGEST);
        assertThat(ref.withDigest(DIGEST).withoutTag()).hasToString("registry.example:5000/team/app@" + DIGEST);
        assertThat(ref.withDigest(DIGEST).withoutDigest()).isEqualTo(ref);
        assertThat(ref.withoutTag().withDefaultTag()).hasToString("registry.example:5000/team/app:latest");
    }

    @Test
    void theDefaultTagIsForNamesWithoutTagAndDigest() {
        assertThat(ImageRef.parse("a:1").withDefaultTag().tag()).contains("1");
        assertThat(ImageRef.parse("a@" + DIGEST).withDefaultTag().tag()).isEmpty();
        assertThat(ImageRef.parse("a").withDefaultTag().tag()).contains("latest");
    }

    @Test
    void theFamiliarFormMeansTheSame() {
        for (String text : new String[] {"a", "a/b:1", "library/a/b", "localhost/a", "a@" + DIGEST, "ghcr.io/a:b"}) {
            ImageRef ref = ImageRef.parse(text);
            assertThat(ImageRef.parse(ref.familiar())).isEqualTo(ref);
        }
        for (String text : new String[] {"docker.io/a.b/c:1", "docker.io/localhost/a"}) {
            assertThat(ImageRef.parse(text).familiar()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    '',                     it is empty
                    a:,                     the tag "" must be
                    a:-x,                   the tag "-x" must be
                    a@sha256:0,             has 1 digits
                    A,                      must be lower case
                    a//b,                   a part between two slashes is empty
                    a b,                    must be letters and digits
                    ex_ample.com/a,         the registry "ex_ample.com" is no host
                    """)
    void aFaultIsNamed(String text, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRef.parse(text))
                .withMessageStartingWith("image name \"")
                .withMessageContaining(fault);
    }

    @Test
    void anImageIdIsNoName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRef.parse("ab".repeat(32)))
                .withMessageContaining("an image ID, not a name");
    }

    @Test
    void aPathOf255CharactersIsTheLongest() {
        assertThatCode(() -> ImageRef.parse("r.example/" + "a".repeat(255))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> ImageRef.parse("r.example/" + "a".repeat(256)));
    }

    @Test
    void aTagOf128CharactersIsTheLongest() {
        assertThatCode(() -> ImageRef.parse("a:" + "a".repeat(128))).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> ImageRef.parse("a:" + "a".repeat(129)));
    }

    @Test
    void hugeTextsAreRefusedInAShortMessage() {
        String huge = "a.".repeat(1_000_000);
        for (String text : new String[] {huge + "a/b", "r.example/" + huge, "a:" + huge, "a@" + huge}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ImageRef.parse(text))
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
        }
    }

    @Test
    void controlCharactersDoNotReachTheMessage() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRef.parse("a\n\u001b[31m"))
                .withMessageContaining("\\u000a\\u001b[31m");
    }

    /** One case says that sha256 is no algorithm, which was true only of the program that wrote the table. */
    @TestFactory
    Stream<DynamicTest> ownNames() {
        return Vectors.each(Vectors.own("ref-own"), node -> {
            String input = node.path("input").asText();
            if (node.path("error").asText().equals("unsupported digest algorithm")) {
                assertThat(ImageRef.parse(input).familiar()).isEqualTo(input);
                return;
            }
            if (node.has("error")) {
                assertThatIllegalArgumentException().isThrownBy(() -> ImageRef.parse(input));
                return;
            }
            ImageRef ref = ImageRef.parse(input);
            assertThat(ref.domain()).isEqualTo(node.path("domain").asText());
            assertThat(ref.path()).isEqualTo(node.path("path").asText());
            assertThat(ref.name()).isEqualTo(node.path("name").asText());
            assertThat(ref.tag()).isEqualTo(text(node, "tag"));
            assertThat(ref.digest().map(Digest::toString)).isEqualTo(text(node, "digest"));
            assertThat(ref.familiar()).isEqualTo(node.path("familiar").asText());
            assertThat(ref).hasToString(node.path("string").asText());
            assertThat(ref.withDefaultTag())
                    .hasToString(node.path("withDefaultTag").asText());
        });
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyNames() {
        return Vectors.each(Vectors.thirdParty("ref-any"), node -> {
            ImageRef ref = ImageRef.parse(node.path("input").asText());
            if (node.has("expect")) {
                assertThat(ref).hasToString(node.path("expect").asText());
            } else {
                ImageRef pull = ref.withDefaultTag();
                assertThat(pull.digest().isPresent() ? pull.withoutTag() : pull)
                        .hasToString(node.path("expectPullRef").asText());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyHosts() {
        return Vectors.each(
                Vectors.thirdParty("ref-domain"),
                node -> assertThat(ImageRef.isDomain(node.path("input").asText()))
                        .isEqualTo(node.path("match").asBoolean()));
    }

    /** The table has no defaults; a name without a host is one of the hub's here. */
    @TestFactory
    Stream<DynamicTest> thirdPartyGrammar() {
        return Vectors.each(Vectors.thirdParty("ref-grammar"), node -> {
            String input = node.path("input").asText();
            if (node.path("error").asBoolean()) {
                assertThatIllegalArgumentException().isThrownBy(() -> ImageRef.parse(input));
                return;
            }
            ImageRef ref = ImageRef.parse(input);
            String repository = node.path("repository").asText();
            assertThat(ref.name()).isEqualTo(node.has("domain") ? repository : "docker.io/library/" + repository);
            assertThat(ref.tag()).isEqualTo(text(node, "tag"));
            assertThat(ref.digest().map(Digest::toString)).isEqualTo(text(node, "digest"));
        });
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyFormsOfOneName() {
        return Vectors.each(Vectors.thirdParty("ref-normalize"), node -> {
            for (String form : new String[] {"FullName", "AmbiguousName", "FamiliarName"}) {
                if (node.path(form).asText().isEmpty()) {
                    continue;
                }
                ImageRef ref = ImageRef.parse(node.path(form).asText());
                assertThat(ref.domain()).isEqualTo(node.path("Domain").asText());
                assertThat(ref.path()).isEqualTo(node.path("RemoteName").asText());
                assertThat(ref.familiar()).isEqualTo(node.path("FamiliarName").asText());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> thirdPartyValidity() {
        return Vectors.each(Vectors.thirdParty("ref-valid"), node -> {
            String input = node.path("input").asText();
            if (node.path("valid").asBoolean()) {
                assertThatCode(() -> ImageRef.parse(input)).doesNotThrowAnyException();
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> ImageRef.parse(input));
            }
        });
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.ofNullable(node.get(field)).map(JsonNode::asText);
    }
}
