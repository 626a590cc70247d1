package dev.imagepack.build.embedded;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RemoteSourcesTest {

    private static final Location AT = Location.of("Dockerfile", 7);

    @ParameterizedTest
    @CsvSource({
        "https://example.org/a.tar, downloads",
        "HTTP://example.org/a, downloads",
        "https://example.org/x.git, clones",
        "https://example.org/x.git#main:docs, clones",
        "https://example.org/x.git?ref=1, clones",
        "git@example.org:a/b, clones",
        "git://example.org/a, clones",
        "ssh://git@example.org/a, clones",
    })
    void nothingIsFetched(String source, String what) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> RemoteSources.refuse(source, AT))
                .withMessageStartingWith("Dockerfile:7: ADD " + source + " " + what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.git", "https", "http:/x", "dir/https://x", "example.org/x.git"})
    void aPathIsAPath(String source) {
        assertThatCode(() -> RemoteSources.refuse(source, AT)).doesNotThrowAnyException();
    }
}
