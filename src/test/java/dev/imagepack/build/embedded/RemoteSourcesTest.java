package dev.imagepack.build.embedded;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.download.Address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RemoteSourcesTest {

    private static final Location AT = Location.of("Dockerfile", 7);

    @ParameterizedTest
    @CsvSource({
        "https://example.org/x.git, https://example.org/x.git",
        "https://example.org/x.git#main:docs, https://example.org/x.git",
        "https://me:secret@example.org/x.git?ref=1, https://example.org/x.git",
        "git@example.org:a/b, git@example.org:a/b",
        "deploy_1@example.org:a/b, deploy_1@example.org:a/b",
        "git://example.org/a, git://example.org/a",
        "ssh://git:secret@example.org/a, ssh://example.org/a",
    })
    void noRepositoryIsCloned(String source, String shown) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> RemoteSources.isAddress(source, AT))
                .withMessage("Dockerfile:7: ADD " + shown
                        + " clones a git repository, which the embedded builder does not do");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.org/a.tar", "http://example.org", "https://example.org/a.git.tar"})
    void aFileOnTheWebIsDownloaded(String source) {
        assertThat(RemoteSources.isAddress(source, AT)).isTrue();
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> RemoteSources.refuseInCopy(source, AT))
                .withMessage("Dockerfile:7: COPY " + source + ": COPY takes no source from another machine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.git", "https", "http:/x", "dir/https://x", "example.org/x.git", "HTTP://x", "a@b"})
    void aPathIsAPath(String source) {
        assertThat(RemoteSources.isAddress(source, AT)).isFalse();
        assertThatCode(() -> RemoteSources.refuseInCopy(source, AT)).doesNotThrowAnyException();
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotRepeated() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> RemoteSources.address("https://me:secret@example.org/a?token=1", AT))
                .withMessage("Dockerfile:7: ADD https://example.org/a cannot be downloaded:"
                        + " it holds a user name or a password")
                .satisfies(e -> assertThat(e.advice()).contains("what stands in a Dockerfile stands in the image"));
    }

    @Test
    void aFileWithoutAChecksumIsRefused() {
        Address address = Address.parse("https://example.org/a?token=1");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> RemoteSources.checksum(Optional.empty(), address, AT))
                .withMessage("Dockerfile:7: ADD https://example.org/a downloads a file without saying which")
                .satisfies(e -> assertThat(e.advice()).contains("--checksum=sha256:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", "abc", "sha384:aa"})
    void aChecksumThatIsNoneIsRefused(String checksum) {
        Address address = Address.parse("https://example.org/a");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> RemoteSources.checksum(Optional.of(checksum), address, AT))
                .withMessageStartingWith("Dockerfile:7: --checksum: ");
    }
}
