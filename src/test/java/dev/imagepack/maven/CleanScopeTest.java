package dev.imagepack.maven;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.CleanCache.Scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CleanScopeTest {

    private static Scope parse(String text) {
        return CleanScope.parse(text, "org.example:shop");
    }

    @Test
    void wordsMayBeWrittenInAnyCase() {
        assertThat(parse("project")).isEqualTo(new Scope.Project("org.example:shop"));
        assertThat(parse(" ALL ")).isEqualTo(new Scope.Everything());
    }

    @ParameterizedTest
    @CsvSource({
        "older-than:30d, P30D",
        "olderThan: 12h, PT12H",
        "older-than=2w, P14D",
        "older-than 3 days, P3D",
        "older-than:0d, PT0S",
        "older-than:999999999999999w, P36600D"
    })
    void ages(String text, Duration age) {
        assertThat(parse(text)).isEqualTo(new Scope.OlderThan(age));
    }

    @ParameterizedTest
    @CsvSource({
        "larger-than:5g, 5368709120",
        "largerThan:5GiB, 5368709120",
        "larger-than:5GB, 5000000000",
        "LARGER-THAN=500m, 524288000",
        "larger-than:1k, 1024",
        "larger-than:2kb, 2000",
        "larger-than:1t, 1099511627776",
        "larger-than:1024, 1024",
        "larger-than:0, 0",
        "larger-than:999999999999999t, 1152921504606846976"
    })
    void sizes(String text, long bytes) {
        assertThat(parse(text)).isEqualTo(new Scope.LargerThan(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "everything",
                "older-than",
                "older-than:30",
                "older-than:30g",
                "older-than:-1d",
                "larger-than:5d",
                "larger-than:1.5g",
                "larger-than:9999999999999999g",
                "all,project"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("imagepack.cleanCache: '" + text + "' is not understood");
    }
}
