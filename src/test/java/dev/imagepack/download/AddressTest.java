package dev.imagepack.download;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.org/a/tool.jar, tool.jar",
        "https://example.org/a/tool.jar?v=1#x, tool.jar",
        "https://example.org/a/tool/, tool",
        "https://example.org/a%20b, a b",
        "https://example.org/a b.txt, a b.txt",
        "https://example.org/grün.txt, grün.txt",
        "https://example.org/%2e%2e, ",
        "https://example.org/a/.., ",
        "https://example.org/, ",
        "https://example.org, ",
        "https://example.org?a/b, ",
    })
    void theFileIsCalledAsThePathEnds(String text, String name) {
        assertThat(Address.parse(text).fileName().orElse(null)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.org/a, it is neither http nor https",
        "file:///etc/passwd, it is neither http nor https",
        "a/b, it is neither http nor https",
        "https:///a, it names no host",
        "https://me@example.org/a, it holds a user name or a password",
        "https://me:secret@example.org/a, it holds a user name or a password",
        "https://example.org/%zz, it is malformed: Malformed escape pair",
    })
    void whatIsNoAddressOfAFileIsRefused(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Address.parse(text))
                .withMessageStartingWith(reason)
                .withMessageNotContaining("secret");
    }

    @Test
    void aMessageShowsNothingThatMayBeSecret() {
        assertThat(Address.parse("https://example.org/a?X-Signature=1#k")).hasToString("https://example.org/a");
        assertThat(Address.withoutSecrets("https://me:se@cret@example.org/a@b?k"))
                .isEqualTo("https://example.org/a@b");
    }

    @ParameterizedTest
    @CsvSource({
        "/c d, https://example.org/c%20d",
        "c, https://example.org/a/c",
        "//other.example/x, https://other.example/x",
        "http://other.example/x, http://other.example/x",
    })
    void aRedirectMayBeRelative(String location, String target) {
        assertThat(Address.parse("https://example.org/a/b").redirect(location).uri())
                .hasToString(target);
    }
}
