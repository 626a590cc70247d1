package dev.imagepack.dockerfile;

import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RunMountTest {

    @Test
    void aMountBindsUnlessItSaysSomethingElse() {
        assertThat(RunMount.parse("Target=/src"))
                .isEqualTo(new RunMount("bind", new TreeMap<>(Map.of("target", "/src"))));
        assertThat(RunMount.parse("type=bind,from=build,src=/out,target=/in").source())
                .contains("/out");
        assertThat(RunMount.parse("type=bind,from=build").from()).contains("build");
    }

    @Test
    void onlySecretsAndKeysNeedAClientThatStays() {
        assertThat(RunMount.parse("type=secret,id=token").needsClient()).isTrue();
        assertThat(RunMount.parse("type=secret,id=token").id()).contains("token");
        assertThat(RunMount.parse("TYPE=SSH").needsClient()).isTrue();
        assertThat(RunMount.parse("type=cache,target=/root/.m2").needsClient()).isFalse();
        assertThat(RunMount.parse("type=$kind").isVariable()).isTrue();
    }

    @Test
    void aQuotedFieldMayHoldAComma() {
        assertThat(RunMount.parse("type=bind,\"source=a,b\",target=/x").source())
                .contains("a,b");
    }
}
