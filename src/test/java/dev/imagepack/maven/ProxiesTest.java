package dev.imagepack.maven;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.imagepack.registry.http.HttpProxy;

import static org.assertj.core.api.Assertions.assertThat;

class ProxiesTest {

    private static final Proxies PROXIES = new Proxies((scheme, host, port) -> host.endsWith(".example")
            ? Optional.of(new HttpProxy(scheme + ".proxy", 3128, Optional.empty()))
            : Optional.empty());

    @Test
    void downloadsGoThroughTheProxyThatRegistriesHave() {
        assertThat(PROXIES.select(URI.create("https://FILES.example/a")))
                .containsExactly(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("https.proxy", 3128)));
        assertThat(PROXIES.select(URI.create("http://other.test/a"))).containsExactly(Proxy.NO_PROXY);
    }

    @Test
    void thisMachineIsReachedDirectly() {
        Proxies always =
                new Proxies((scheme, host, port) -> Optional.of(new HttpProxy("proxy", 3128, Optional.empty())));
        assertThat(always.select(URI.create("http://localhost:80/a"))).containsExactly(Proxy.NO_PROXY);
    }
}
