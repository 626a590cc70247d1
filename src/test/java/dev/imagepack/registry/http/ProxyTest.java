package dev.imagepack.registry.http;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.registry.credentials.Credentials;

import static dev.imagepack.registry.http.ScriptedNet.status;
import static dev.imagepack.registry.http.ScriptedNet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which proxy stands before which host, and what it is shown. */
class ProxyTest {

    @TempDir
    private Path directory;

    private static Optional<HttpProxy> before(String noProxy, String scheme, String host, int port) {
        return EnvironmentProxies.of(Map.of(
                        "HTTPS_PROXY", "http://anna:p%40ss+word@secure.proxy:3128",
                        "http_proxy", "plain.proxy",
                        "no_proxy", noProxy))
                .orElseThrow()
                .before(scheme, host, port);
    }

    @Test
    void theEnvironmentNamesOneForEachScheme() {
        assertThat(before("", "https", "registry.example.com", 443))
                .contains(new HttpProxy(
                        "secure.proxy", 3128, Optional.of(new Credentials.Password("anna", "p@ss+word"))));
        assertThat(before("", "http", "registry.example.com", 80))
                .contains(new HttpProxy("plain.proxy", 80, Optional.empty()));
        assertThat(EnvironmentProxies.of(Map.of("NO_PROXY", "x", "HTTPS_PROXY", " ")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "example.com; registry.example.com; true",
                ".example.com; registry.example.com; true",
                "*.example.com; registry.example.com; true",
                "EXAMPLE.com; registry.example.com; true",
                "other.org, example.com; registry.example.com; true",
                "other.org example.com; registry.example.com; true",
                "*; registry.example.com; true",
                "registry.example.com:443; registry.example.com; true",
                "registry.example.com:5000; registry.example.com; false",
                "ple.com; registry.example.com; false",
                "example.com; example.com.evil.net; false",
                "10.0.0.0/8; 10.1.2.3; true",
                "10.0.0.0/8; 11.1.2.3; false",
                "10.0.0.0/40; 10.1.2.3; false",
                "10.0.0.0/8; registry.example.com; false",
                "192.168.1.7; 192.168.1.7; true",
                "fd00::/8; [fd00::1]; true",
                "fd00::1; [fd00::1]; true",
                "fd00::/8; 10.0.0.1; false",
            })
    void someHostsAreReachedWithoutOne(String noProxy, String host, boolean direct) {
        assertThat(before(noProxy, "https", host, 443).isEmpty()).isEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.8.8.8", "[::1]", "registry.localhost"})
    void thisMachineIsNeverBehindOne(String host) {
        ProxyChoice always = (scheme, name, port) -> Optional.of(new HttpProxy("proxy", 1, Optional.empty()));
        assertThat(always.exceptLoopback().before("https", host, 443)).isEmpty();
        assertThat(always.exceptLoopback().before("https", "10.0.0.1", 443)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://canary@proxy:1",
                "https://canary:x@proxy",
                "http://:canary",
                "http://canary pw@proxy",
                "http://u:%zzcanary@proxy"
            })
    void aValueThatIsNoProxyIsNotShown(String value) {
        Map<String, String> environment = new HashMap<>(Map.of("HTTPS_PROXY", value));
        assertThatThrownBy(() -> EnvironmentProxies.of(environment))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("the environment's HTTPS_PROXY is no address of a proxy")
                .hasNoCause();
    }

    @Test
    void aRegistryWithTlsIsReachedThroughATunnel() throws Exception {
        try (TransportFixture fixture = new TransportFixture(directory)) {
            fixture.net.on("GET https://registry.test/v2/team/app/blobs/b", text(200, "bytes"));
            fixture.get("blobs/b");
            assertThat(fixture.net.log())
                    .containsExactly("CONNECT registry.test:443", "GET https://registry.test/v2/team/app/blobs/b");
        }
    }

    @Test
    void aProxyThatWantsAPasswordIsShownIt() throws Exception {
        try (TransportFixture fixture = new TransportFixture(directory).proxyCredentials("anna", "pw")) {
            fixture.registries.put("registry.test", fixture.settings(true));
            fixture.net
                    .on("GET https://registry.test/v2/", ScriptedNet.cut())
                    .on("GET http://registry.test/v2/", status(200))
                    .on("GET http://registry.test/v2/team/app/blobs/b", text(200, "bytes"));
            fixture.get("blobs/b");
            assertThat(fixture.net.log())
                    .endsWith("GET http://registry.test/v2/team/app/blobs/b [Basic YW5uYTpwdw==]")
                    .noneMatch(line -> line.startsWith("GET https:") && line.contains("YW5u"));
        }
    }

    @Test
    void theFaultSaysHowToLetJavaShowAPasswordToATunnel() throws Exception {
        try (TransportFixture fixture = new TransportFixture(directory)) {
            fixture.net.on("GET https://registry.test/v2/team/app/blobs/b", status(407));
            assertThatThrownBy(() -> fixture.get("blobs/b"))
                    .hasMessageContaining("the proxy answered 407")
                    .isInstanceOfSatisfying(
                            ImagepackException.class,
                            fault -> assertThat(fault.advice()).contains("jdk.http.auth.tunneling.disabledSchemes"));
        }
    }
}
