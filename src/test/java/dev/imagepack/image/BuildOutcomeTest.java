package dev.imagepack.image;

import java.time.Duration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BuildOutcomeTest {

    private final BuiltImage image = Images.image("app", "", Images.embedded("a"));

    @Test
    void itComesBackFromItsDocument() {
        BuildOutcome built = new BuildOutcome(image, "embedded", false, "Dockerfile changed", Duration.ofMillis(1234));
        BuildOutcome reused = new BuildOutcome(image, "embedded", true, "", Duration.ZERO);

        assertThat(BuildOutcome.fromJson(new JsonObject(built.toJson(), ""))).isEqualTo(built);
        assertThat(BuildOutcome.fromJson(new JsonObject(reused.toJson(), ""))).isEqualTo(reused);
    }

    @Test
    void timeIsKeptInMilliseconds() {
        BuildOutcome outcome = new BuildOutcome(image, "embedded", true, "", Duration.ofNanos(5_999_999));

        assertThat(outcome.duration()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void aReusedImageHasNoReasonToBeBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BuildOutcome(image, "embedded", true, "first build", Duration.ZERO))
                .withMessageContaining("app was reused");
    }

    @Test
    void aFaultInsideTheImageIsNamedFromTheDocumentsRoot() {
        ObjectNode document = (ObjectNode) new BuildOutcome(image, "embedded", true, "", Duration.ZERO).toJson();
        ((ObjectNode) document.get("image")).put("upstream", 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> BuildOutcome.fromJson(new JsonObject(document, "")))
                .withMessageContaining("image.upstream is no text");
    }
}
