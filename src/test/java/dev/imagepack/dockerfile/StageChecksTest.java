package dev.imagepack.dockerfile;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.imagepack.dockerfile.CheckTexts.lastStage;
import static org.assertj.core.api.Assertions.assertThat;

class StageChecksTest {

    @Test
    void pairsNeedAnEqualsSign() {
        assertThat(lastStage("FROM scratch", "ENV a b c", "LABEL d e", "ENV f=g", "LABEL h=i"))
                .containsExactly(
                        "2 LegacyKeyValueFormat: ENV a has no equals sign before its value",
                        "3 LegacyKeyValueFormat: LABEL d has no equals sign before its value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "DB_PASSWORD",
                "PASSWD_HASH",
                "api_key",
                "APIKEY",
                "Auth",
                "MY_TOKEN_HERE",
                "pword",
                "SECRET",
                "aws_credentials",
                "CREDENTIAL_X"
            })
    void namesOfSecretsAreKnown(String name) {
        assertThat(lastStage("FROM scratch", "ARG " + name))
                .containsExactly("2 SecretsUsedInArgOrEnv: ARG " + name + " looks like the name of a secret");
        assertThat(lastStage("FROM scratch", "ENV X=1 " + name + "=hunter2"))
                .containsExactly("2 SecretsUsedInArgOrEnv: ENV " + name + " looks like the name of a secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KEYSTORE",
                "MONKEY",
                "AUTHOR",
                "PASSWORDS",
                "DB_PASSWORD_FILE",
                "PUBLIC_KEY",
                "TOKEN_VERSION",
                "tokenizer",
                "PATH"
            })
    void otherNamesAreLeftInPeace(String name) {
        assertThat(lastStage("FROM scratch", "ARG " + name, "ENV " + name + "=1"))
                .isEmpty();
    }

    @Test
    void labelsHoldNoSecrets() {
        assertThat(lastStage("FROM scratch", "LABEL password=1")).isEmpty();
    }

    @Test
    void ofSeveralTheEarlierOnesHaveNoEffect() {
        List<String> found = lastStage(
                "FROM scratch",
                "CMD [\"a\"]",
                "ENTRYPOINT [\"a\"]",
                "HEALTHCHECK NONE",
                "CMD [\"b\"]",
                "USER 1",
                "ENTRYPOINT [\"b\"]",
                "HEALTHCHECK CMD b",
                "CMD [\"c\"]");
        assertThat(found)
                .containsExactly(
                        "2 MultipleInstructionsDisallowed: this CMD has no effect, for another one follows in the stage",
                        "3 MultipleInstructionsDisallowed: this ENTRYPOINT has no effect, for another one follows in the"
                                + " stage",
                        "4 MultipleInstructionsDisallowed: this HEALTHCHECK has no effect, for another one follows in the"
                                + " stage",
                        "5 MultipleInstructionsDisallowed: this CMD has no effect, for another one follows in the stage");
    }

    @Test
    void eachStageHasItsOwn() {
        assertThat(lastStage("FROM scratch AS a", "CMD [\"a\"]", "ENV p q", "FROM a", "CMD [\"b\"]"))
                .isEmpty();
    }
}
