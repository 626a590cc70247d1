package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What BuildKit makes of ARG and ENV, and of settings of a container that follow one another, rule by rule. */
class VariableRulesTest {

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
        scene.buildArgs.put("GIVEN", "given");
        scene.buildArgs.put("EMPTY", "");
        scene.buildArgs.put("HTTP_PROXY", "http://proxy");
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private JsonNode config(String lines) throws IOException {
        byte[] config =
                scene.build(scene.dockerfile(lines.split(" \\| "))).config().bytes();
        return new ObjectMapper().readTree(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // Own default, the global one for a name that is declared again, nothing for others.
                "FROM scratch | ARG X=own | LABEL v=[$X]; [own]",
                "ARG X=global | FROM scratch | ARG X=own | LABEL v=[$X]; [own]",
                "ARG X=global | FROM scratch | ARG X | LABEL v=[$X]; [global]",
                "ARG X=global | FROM scratch | ARG Y=$X | LABEL v=[$Y]; []",
                "ARG X=global | FROM scratch | LABEL v=[$X]; []",
                // From its line on, and in stages that continue the stage.
                "FROM scratch | LABEL v=[$X] | ARG X=late; []",
                "FROM scratch AS a | ARG X=a | FROM a | LABEL v=[$X]; [a]",
                "FROM scratch AS a | ARG X=a | FROM scratch | LABEL v=[$X]; []",
                // What was given wins over defaults, if it is declared; empty is a value.
                "FROM scratch | ARG GIVEN=own | LABEL v=[$GIVEN]; [given]",
                "ARG GIVEN=global | FROM scratch | ARG GIVEN=own | LABEL v=[$GIVEN]; [given]",
                "FROM scratch | LABEL v=[$GIVEN]; []",
                "FROM scratch | ARG EMPTY=own | LABEL v=[${EMPTY-unset}]; []",
                "FROM scratch | LABEL v=[$HTTP_PROXY]; []",
                // Of ARG and ENV the later line.
                "FROM scratch | ENV GIVEN=env | ARG GIVEN | LABEL v=[$GIVEN]; [given]",
                "FROM scratch | ARG GIVEN | ENV GIVEN=env | LABEL v=[$GIVEN]; [env]",
                // Platform arguments: in FROM at once, in stages when they are declared.
                "FROM scratch | LABEL v=[$TARGETARCH]; []",
                "FROM scratch | ARG TARGETARCH | LABEL v=[$TARGETARCH]; [amd64]",
                "FROM scratch AS amd64 | ENV X=y | FROM $TARGETARCH | LABEL v=[$X]; [y]",
                // One line sees what was before it.
                "FROM scratch | ENV A=1 | ENV A=2 B=$A | LABEL v=[$B]; [1]",
                "FROM scratch | ENV A=1 | ENV B  two  $A words | LABEL v=[$B]; [two  1 words]",
            })
    void aVariableHasTheValueThatBuildKitGivesIt(String lines, String value) throws IOException {
        assertThat(config(lines).at("/config/Labels/v").asText()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM scratch | ENV A",
                "FROM scratch | ENV A=1 b",
                "FROM scratch | ENV =x",
                "FROM scratch | LABEL a",
                "FROM scratch | LABEL =x",
                "ENV A=1 | FROM scratch",
                "ARG A=1",
                "FROM scratch AS a | FROM scratch | COPY --from=$a / /",
                "FROM scratch | SHELL /bin/sh -c",
                "FROM scratch | VOLUME [\"\"]",
                "FROM scratch | EXPOSE 80/icmp",
                "FROM scratch | EXPOSE 65536",
                "FROM scratch | STOPSIGNAL SIGNONE",
                "FROM scratch | HEALTHCHECK --interval=1us CMD x",
                "FROM scratch | HEALTHCHECK --retries=-1 CMD x",
                "FROM scratch | ONBUILD FROM x",
                "FROM scratch | ONBUILD MAINTAINER x",
                "FROM scratch | ONBUILD ONBUILD USER x",
            })
    void whatTheGrammarDoesNotHaveIsRefused(String lines) {
        assertThatExceptionOfType(ImagepackException.class).isThrownBy(() -> config(lines));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "FROM scratch AS a | CMD [\"c\"] | FROM a | ENTRYPOINT [\"e\"]; /config/Cmd; ''",
                "FROM scratch | CMD [\"c\"] | ENTRYPOINT [\"e\"]; /config/Cmd; [\"c\"]",
                "FROM scratch | ENTRYPOINT [\"e\"] | ENTRYPOINT []; /config/Entrypoint; ''",
                "FROM scratch | CMD; /config/Cmd; [\"/bin/sh\",\"-c\",\"\"]",
                "FROM scratch AS a | SHELL [\"/s\"] | FROM a | CMD x  $Y; /config/Cmd; [\"/s\",\"x  $Y\"]",
                "FROM scratch | MAINTAINER me; /author; \"me\"",
                "FROM scratch | USER a b; /config/User; \"a b\"",
                "FROM scratch | VOLUME rel/v/ /w; /config/Volumes; '{\"/w\":{},\"rel/v/\":{}}'",
                "FROM scratch | EXPOSE 90 ${P:-81} 53/UDP 53-54 53; /history/0/created_by; "
                        + "\"EXPOSE [81/tcp 53/tcp 53/tcp 54/tcp 53/udp 90/tcp]\"",
                "FROM scratch | EXPOSE 8080:80 53/UDP; /config/ExposedPorts; '{\"53/udp\":{},\"80/tcp\":{}}'",
                "FROM scratch | WORKDIR /a/../b/ | WORKDIR c/.; /config/WorkingDir; \"/b/c\"",
                "FROM scratch | STOPSIGNAL kill; /config/StopSignal; \"kill\"",
                "FROM scratch | HEALTHCHECK NONE; /config/Healthcheck; '{\"Test\":[\"NONE\"]}'",
                "FROM scratch | ENV A=1 B=2 A=3; /config/Env/1; \"A=3\"",
                "FROM scratch AS a | ENV A=1 | LABEL a=1 b=1 | FROM a | LABEL a=2; /config/Labels; '{\"a\":\"2\",\"b\":\"1\"}'",
            })
    void aSettingIsStoredAsBuildKitStoresIt(String lines, String pointer, String value) throws IOException {
        JsonNode found = config(lines).at(pointer);
        assertThat(found.isMissingNode() || found.isNull() ? "" : found.toString())
                .isIn(value, value.isEmpty() ? "[]" : value);
    }

    @Test
    void labelsThatAreGivenWin() throws IOException {
        scene.labels.put("a", "given");

        assertThat(config("FROM scratch | LABEL a=1 b=1").at("/config/Labels"))
                .hasToString("{\"a\":\"given\",\"b\":\"1\"}");
    }
}
