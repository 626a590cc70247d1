package dev.imagepack.registry.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What a registry wants, as its header says it. */
class ChallengeTest {

    private static String read(String... values) {
        return Challenge.parse(List.of(values)).stream()
                .map(challenge -> challenge.scheme()
                        + challenge.parameters().entrySet().stream()
                                .map(pair -> " " + pair.getKey() + "=" + pair.getValue())
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(" | "));
    }

    @Test
    void parametersComeInAnyOrderAndCase() {
        assertThat(read("BEARER Scope=\"a:b:c\" ,Service=x,REALM=\"https://a/t\""))
                .isEqualTo("bearer realm=https://a/t scope=a:b:c service=x");
    }

    @Test
    void aQuotedCommaDividesNothing() {
        assertThat(read("Bearer realm=\"https://a/t\",scope=\"repository:x:pull,push\""))
                .isEqualTo("bearer realm=https://a/t scope=repository:x:pull,push");
    }

    @Test
    void aBackslashKeepsTheNextCharacter() {
        assertThat(read("Basic realm=\"say \\\"hello\\\", \\\\\"")).isEqualTo("basic realm=say \"hello\", \\");
    }

    @Test
    void severalChallengesStandInOneValueOrInMany() {
        String expected = "basic realm=r | bearer realm=https://a/t service=s";
        assertThat(read("Basic realm=\"r\", Bearer realm=\"https://a/t\", service=\"s\""))
                .isEqualTo(expected);
        assertThat(read("Basic realm=\"r\"", "Bearer realm=\"https://a/t\",service=\"s\""))
                .isEqualTo(expected);
    }

    @Test
    void schemesWithDataOrWithoutAnythingAreReadOver() {
        assertThat(read("Negotiate, NTLM TlRMTVNTUAAB==, Basic realm=r")).isEqualTo("negotiate | ntlm | basic realm=r");
    }

    @Test
    void aTokenIsBetterThanAPassword() {
        List<Challenge> all =
                Challenge.parse(List.of("Digest realm=\"d\", Basic realm=\"r\", Bearer realm=\"https://a\""));
        assertThat(Challenge.best(all)).contains(new Challenge("bearer", Map.of("realm", "https://a")));
        assertThat(Challenge.best(Challenge.parse(List.of("Bearer service=x, Basic realm=r"))))
                .contains(new Challenge("basic", Map.of("realm", "r")));
        assertThat(Challenge.best(Challenge.parse(List.of("Digest realm=\"d\""))))
                .isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer realm=\"https://a",
                "Bearer realm=\"a\\",
                "Bearer realm=\"a\" service=\"b\"",
                "Bearer realm=\"a\",realm=\"b\"",
                "Bearer realm=",
                "Bearer =\"a\"",
                "\"Bearer\" realm=x",
                "",
                ", ,",
            })
    void whatBreaksTheGrammarIsNotAnswered(String value) {
        assertThat(Challenge.best(Challenge.parse(List.of(value)))).isEmpty();
    }
}
