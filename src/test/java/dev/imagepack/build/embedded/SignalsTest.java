package dev.imagepack.build.embedded;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SignalsTest {

    private static final Location AT = Location.of("Dockerfile", 2);

    @ParameterizedTest
    @ValueSource(strings = {"SIGTERM", "TERM", "term", "9", "64", "RTMIN", "SIGRTMIN+3", "RTMAX-14", "SIGUSR1"})
    void aSignalIsKeptAsWritten(String text) {
        assertThat(Signals.check(text, AT)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "SIG", "SIGSIGTERM", "RTMIN+16", "RTMIN+0", "RTMAX-15", "NOSUCH", "9 "})
    void anythingElseIsRefusedWithItsLine(String text) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> Signals.check(text, AT))
                .withMessage("Dockerfile:2: STOPSIGNAL " + text + " is no signal");
    }
}
