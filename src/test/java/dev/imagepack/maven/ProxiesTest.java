package dev.imagepack.maven;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;

import org.apache.maven.settings.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProxiesTest {

    private static Proxy proxy(String protocol, String host, boolean active) {
        Proxy proxy = new Proxy();
        proxy.setProtocol(protocol);
        proxy.setHost(host);
        proxy.setPort(3128);
        proxy.setActive(active);
        proxy.setNonProxyHosts("localhost|*.internal, 10.0.*");
        return proxy;
    }

    private static List<java.net.Proxy> select(String address, Proxy... proxies) {
        return new Proxies(List.of(proxies)).select(URI.create(address));
    }

    private static java.net.Proxy by(String host) {
        return new java.net.Proxy(java.net.Proxy.Type.HTTP, new InetSocketAddress(host, 3128));
    }

    @Test
    void theActiveProxyOfTheProtocolIsTakenElseAnyThatIsActive() {
        Proxy plain = proxy("http", "plain.test", true);
        Proxy encrypted = proxy("HTTPS", "encrypted.test", true);
        Proxy idle = proxy("https", "idle.test", false);

        assertThat(select("https://example.org/a", idle, plain, encrypted)).containsExactly(by("encrypted.test"));
        assertThat(select("http://example.org/a", idle, encrypted, plain)).containsExactly(by("plain.test"));
        assertThat(select("https://example.org/a", idle, plain)).containsExactly(by("plain.test"));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/a, true",
        "http://LOCALHOST:80/a, true",
        "http://nexus.internal/a, true",
        "http://10.0.3.4/a, true",
        "http://internal/a, false",
        "http://mylocalhost/a, false",
        "http://nexus.internal.org/a, false",
    })
    void someHostsAreReachedDirectly(String address, boolean direct) {
        assertThat(select(address, proxy("http", "plain.test", true)))
                .containsExactly(direct ? java.net.Proxy.NO_PROXY : by("plain.test"));
    }

    @Test
    void withoutOneTheJvmDecides() {
        URI address = URI.create("https://example.org/a");

        assertThat(new Proxies(List.of(proxy("http", "idle.test", false))).select(address))
                .isEqualTo(ProxySelector.getDefault().select(address));
    }
}
