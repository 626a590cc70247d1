package dev.imagepack.maven;

import java.util.stream.Stream;

import org.apache.maven.model.License;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DefaultAnnotationsTest {

    @ParameterizedTest
    @CsvSource({
        "https://git.example/shop,                        https://git.example/shop",
        "https://user:canary@git.example:8443/a?b=c#d,    https://git.example:8443/a?b=c#d",
        "https://canary@git.example/shop,                 https://git.example/shop",
        "ssh://git@git.example/shop.git,                  ssh://git.example/shop.git",
        "git@git.example:shop/app.git,                    git@git.example:shop/app.git",
    })
    void theSourceIsThePomsAddressWithoutUserAndPassword(String url, String source) {
        assertThat(DefaultAnnotations.source(url)).contains(source);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scm:git:https://user:canary@git.example/shop",
                "https://user:can/ary@git.example/shop",
                "https://user:12/canary@git.example/shop",
                "https://user:can ary@git.example/shop",
                "user:canary@git.example:shop",
                "https:///shop",
                "${scm.url}",
                " ",
            })
    void anAddressThatIsNotUnderstoodIsLeftOut(String url) {
        assertThat(DefaultAnnotations.source(url)).isEmpty();
    }

    private static java.util.Optional<String> licenses(String... names) {
        return DefaultAnnotations.licenses(Stream.of(names)
                .map(name -> {
                    License license = new License();
                    license.setName(name);
                    return license;
                })
                .toList());
    }

    @Test
    void licensesAreAnExpressionOfTheirIdentifiers() {
        assertThat(licenses("Apache-2.0")).contains("Apache-2.0");
        assertThat(licenses("EPL-2.0", " GPL-2.0+ ", "EPL-2.0")).contains("EPL-2.0 OR GPL-2.0+");
    }

    @Test
    void aLicenseThatIsNoIdentifierLeavesThemOut() {
        assertThat(licenses()).isEmpty();
        assertThat(licenses("MIT", "The Apache Software License, Version 2.0")).isEmpty();
        assertThat(licenses("")).isEmpty();
    }
}
