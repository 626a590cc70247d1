package dev.imagepack.dockerfile;

import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortSpecTest {

    private static final Location AT = Location.of("Dockerfile", 4);

    @TestFactory
    Stream<DynamicTest> upstreamWordsBecomePortsAsInBuildKit() {
        return Vectors.eachThirdParty(
                "expose-spec",
                node -> assertThat(PortSpec.expand(node.path("spec").asText(), AT))
                        .isEqualTo(Vectors.texts(node.path("expect"))));
    }

    @ParameterizedTest
    @CsvSource({
        "80, 80/tcp",
        "80/, 80/tcp",
        "0, 0/tcp",
        "65535/UDP, 65535/udp",
        "080/sctp, 80/sctp",
        "8000-8002, 8000/tcp 8001/tcp 8002/tcp",
        "80-80/udp, 80/udp",
        "8080:80, 80/tcp",
        "9000-9001:80-81, 80/tcp 81/tcp",
        "9000-9009:80, 80/tcp",
        "127.0.0.1:8080:80/udp, 80/udp",
        "127.0.0.1::80, 80/tcp",
        "[::1]:8080:80, 80/tcp",
        "::ffff:1.2.3.4:1:80, 80/tcp"
    })
    void aWordIsAPortOrARange(String word, String ports) {
        assertThat(PortSpec.expand(word, AT)).isEqualTo(Arrays.asList(ports.split(" ")));
    }

    @ParameterizedTest
    @CsvSource({
        "'', \"\"\" is no port",
        "a, \"a\" is no port",
        "-1, \"\" is no port",
        "65536, \"65536\" is no port",
        "99999999999999999999, is no port",
        "\u0661, is no port",
        "80/foo, its protocol is \"foo\"",
        "/tcp, is no port",
        "80/tcp/udp, its protocol is \"tcp/udp\"",
        "90-80, its range runs backwards",
        "80-, is no port",
        "1-3:80-81, its two ranges differ in length",
        "x:1:80, \"x\" is no IP address",
        "1.2.3:1:80, is no IP address",
        "1.2.3.04:1:80, is no IP address",
        "1.2.3.256:1:80, is no IP address",
        "1::2::3:1:80, is no IP address",
        "1:2:3:4:5:6:7:8:9:1:80, is no IP address",
        "x:80, \"x\" is no port"
    })
    void otherWordsAreRefused(String word, String message) {
        assertThatThrownBy(() -> PortSpec.expand(word, AT))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("Dockerfile:4: EXPOSE cannot take \"" + word + "\"")
                .hasMessageContaining(message.replace("\"\"\"", "\"\""));
    }

    @Test
    void allPortsAreAsManyAsThereAre() {
        assertThat(PortSpec.expand("0-65535", AT)).hasSize(65536).doesNotHaveDuplicates();
    }
}
