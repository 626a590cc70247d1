package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ContainerConfigTest {

    private static final String FULL = "{\"ArgsEscaped\":true,\"Cmd\":[\"serve\"],\"Entrypoint\":[\"/entry\"],"
            + "\"Env\":[\"PATH=/bin\",\"A=1\"],\"ExposedPorts\":{\"53/udp\":{},\"8080/tcp\":{}},"
            + "\"Healthcheck\":{\"Interval\":30000000000,\"Retries\":5,\"StartInterval\":4,\"StartPeriod\":3,"
            + "\"Test\":[\"CMD\",\"/probe\"],\"Timeout\":2},\"Labels\":{\"a\":\"1\"},\"OnBuild\":[\"RUN x\"],"
            + "\"Shell\":[\"/bin/ash\",\"-ec\"],\"StopSignal\":\"SIGQUIT\",\"StopTimeout\":1.50,\"User\":\"app\","
            + "\"Volumes\":{\"/data\":{}},\"WorkingDir\":\"/srv\"}";

    private static ContainerConfig parse(String json) {
        return ContainerConfig.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyKeyIsReadAndWrittenBack() {
        ContainerConfig config = parse(FULL);
        assertThat(config).hasToString(FULL);
        assertThat(config.env()).containsExactly("PATH=/bin", "A=1");
        assertThat(config.env("A")).contains("1");
        assertThat(config.env("B")).isEmpty();
        assertThat(config.labels()).containsExactly(Map.entry("a", "1"));
        assertThat(config.entrypoint()).contains(List.of("/entry"));
        assertThat(config.cmd()).contains(List.of("serve"));
        assertThat(config.workingDir()).isEqualTo("/srv");
        assertThat(config.user()).isEqualTo("app");
        assertThat(config.stopSignal()).isEqualTo("SIGQUIT");
        assertThat(config.exposedPorts()).containsExactly("53/udp", "8080/tcp");
        assertThat(config.volumes()).containsExactly("/data");
        assertThat(config.shell()).containsExactly("/bin/ash", "-ec");
        assertThat(config.onBuild()).containsExactly("RUN x");
        assertThat(config.healthcheck())
                .contains(new Healthcheck(List.of("CMD", "/probe"), 30_000_000_000L, 2, 3, 4, 5));
        assertThat(config.unknown()).containsOnlyKeys("ArgsEscaped", "StopTimeout");
    }

    @Test
    void nothingSetIsTheEmptyObject() {
        assertThat(parse("{}")).isEqualTo(ContainerConfig.EMPTY).hasToString("{}");
    }

    @Test
    void nullIsAbsentAndAnEmptyListIsNot() {
        ContainerConfig config =
                parse("{\"Entrypoint\":null,\"Cmd\":[],\"Labels\":null,\"Volumes\":null,\"Env\":null}");
        assertThat(config.entrypoint()).isEmpty();
        assertThat(config.cmd()).contains(List.of());
        assertThat(config).hasToString("{\"Cmd\":[]}").isNotEqualTo(ContainerConfig.EMPTY);
    }

    @Test
    void anUnknownKeyKeepsItsBytes() {
        String json = "{\"X\":{\"z\":1.0E+2,\"a\":[12345678901234567890.10,\"\\u00e9\"]}}";
        assertThat(parse(json).with(change -> change.user("app")))
                .hasToString(json.replace("{\"X\"", "{\"User\":\"app\",\"X\""));
    }

    @Test
    void equalityIsByContent() {
        ContainerConfig one = ContainerConfig.EMPTY.with(
                change -> change.label("b", "2").label("a", "1").volume("/v").exposePort("1/tcp"));
        ContainerConfig other = ContainerConfig.EMPTY.with(change ->
                change.exposePort("1/tcp").volume("/v").label("a", "1").label("b", "2"));
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).isNotEqualTo(ContainerConfig.EMPTY).isNotEqualTo("x");
    }

    @Test
    void aVariableThatIsThereKeepsItsPlace() {
        ContainerConfig config = parse("{\"Env\":[\"A=1\",\"B=2\",\"A=3\"]}");
        assertThat(config.env("A")).contains("3");
        assertThat(config.with(change -> change.env("A", "4").env("C", "=5")).env())
                .containsExactly("A=4", "B=2", "C==5");
    }

    @Test
    void everythingCanBeChangedAndTakenAway() {
        ContainerConfig none = parse(FULL)
                .with(change -> change.environment(List.of())
                        .noLabels()
                        .noEntrypoint()
                        .noCmd()
                        .workingDir("")
                        .user("")
                        .stopSignal("")
                        .shell(List.of())
                        .onBuild(List.of())
                        .noHealthcheck()
                        .noUnknown("ArgsEscaped")
                        .noUnknown("StopTimeout"));
        assertThat(none).hasToString("{\"ExposedPorts\":{\"53/udp\":{},\"8080/tcp\":{}},\"Volumes\":{\"/data\":{}}}");
        ContainerConfig full = none.with(change -> change.environment(List.of("PATH=/bin", "A=1"))
                .label("a", "1")
                .entrypoint(List.of("/entry"))
                .cmd(List.of("serve"))
                .workingDir("/srv")
                .user("app")
                .stopSignal("SIGQUIT")
                .shell(List.of("/bin/ash", "-ec"))
                .onBuild(List.of("RUN x"))
                .healthcheck(new Healthcheck(List.of("CMD", "/probe"), 30_000_000_000L, 2, 3, 4, 5))
                .unknown("ArgsEscaped", Json.raw("true"))
                .unknown("StopTimeout", Json.raw("1.50")));
        assertThat(full).isEqualTo(parse(FULL));
    }

    @Test
    void aChangeLeavesTheOriginalAlone() {
        ContainerConfig original = parse(FULL);
        List<String> words = new ArrayList<>(List.of("a"));
        ContainerConfig changed = original.with(change -> change.env("A", "2").cmd(words));
        words.add("b");
        assertThat(original).hasToString(FULL);
        assertThat(changed.cmd()).contains(List.of("a"));
    }

    @Test
    void anUpdateIsOverWhenTheChangeIs() {
        List<ContainerConfig.Update> kept = new ArrayList<>();
        ContainerConfig.EMPTY.with(kept::add);
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.get(0).user("late"))
                .withMessageContaining("valid only inside");
    }

    @Test
    void aVariableNeedsAName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerConfig.EMPTY.with(change -> change.env("", "x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerConfig.EMPTY.with(change -> change.env("A=B", "x")))
                .withMessageContaining("\"A=B\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerConfig.EMPTY.with(change -> change.environment(List.of("A"))))
                .withMessageContaining("\"A\" has no =");
    }

    @Test
    void aKnownKeyIsNotSetAsUnknown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContainerConfig.EMPTY.with(change -> change.unknown("Env", Json.array())))
                .withMessageContaining("Env has a method of its own");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"Env":["A"]}              | Env holds "A", expected NAME=value
                    {"Env":"A=1"}              | Env is a JSON string, expected array
                    {"Env":[1]}                | Env[0] is a JSON number, expected string
                    {"Labels":{"a":1}}         | Labels["a"] is a JSON number
                    {"ExposedPorts":["1/tcp"]} | ExposedPorts is a JSON array
                    {"Volumes":{"/v":"x"}}     | Volumes["/v"] is a JSON string
                    {"Healthcheck":{"Interval":"1s"}} | Healthcheck: Interval is a JSON string
                    """)
    void aWrongTypeIsNamed(String json, String fault) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> parse(json))
                .withMessageStartingWith("container configuration: " + fault);
    }
}
