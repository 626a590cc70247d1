package dev.imagepack.engine;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EngineAddressTest {

    @ParameterizedTest
    @CsvSource({
        "unix:///var/run/docker.sock, unix:///var/run/docker.sock",
        "' tcp://build.example:2376 ', tcp://build.example:2376",
        "tcp://build.example, tcp://build.example:2375",
        "tcp://build.example:2376/, tcp://build.example:2376",
        "tcp://[fd00::1]:2376, tcp://[fd00::1]:2376",
        "http://127.0.0.1:4243, tcp://127.0.0.1:4243",
        "https://build.example, tcp://build.example:2376",
        "ssh://build.example, ssh://build.example",
        "ssh://me@build_1:2222, ssh://me@build_1:2222",
        "ssh://me@build.example:2222, ssh://me@build.example:2222",
        "ssh://build.example/run/user/1000/docker.sock, ssh://build.example/run/user/1000/docker.sock",
        "npipe:////./pipe/docker_engine, npipe:////./pipe/docker_engine",
    })
    void anAddressIsWrittenAsDockerTakesIt(String text, String meant) {
        assertThat(EngineAddress.parse(text)).hasToString(meant);
    }

    @ParameterizedTest
    @CsvSource({
        "/var/run/docker.sock, must begin with unix://",
        "fd://, must begin with unix://",
        "unix://docker.sock, must have an absolute path",
        "tcp://, is no address",
        "tcp://:2375, must name a host",
        "tcp://host:port, must name a host",
        "tcp://user@host:2375, must have no user",
        "tcp://host:2375/v1.41, /v1.41 is too much",
        "tcp://host:2375?a=b, must have nothing after ?",
        "ssh://me:secret@host, must hold no password",
        "'ssh://-oProxyCommand=x/', must have letters",
        "'ssh://-l@host', in the name of its user",
        "'ssh://host/a;b', names a socket whose path",
        "npipe://pipe, must name a pipe",
    })
    void whatIsNoneSaysWhy(String text, String fault) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EngineAddress.parse(text))
                .withMessageContaining(fault)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void sshNeverAsksAndTakesTheHostForNoOption() {
        EngineAddress.Ssh address = (EngineAddress.Ssh) EngineAddress.parse("ssh://me@host:22/run/x.sock");
        assertThat(String.join(" ", SshCommand.of(address, Duration.ofSeconds(7))))
                .isEqualTo("ssh -T -o BatchMode=yes -o ConnectTimeout=7 -l me -p 22 -- host"
                        + " docker --host unix:///run/x.sock system dial-stdio");
    }
}
