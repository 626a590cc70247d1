package dev.imagepack.registry.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;

/** The proxies that the JVM was started with: {@code -Dhttps.proxyHost} and its kin. */
public final class JvmProxies implements ProxyChoice {

    @Override
    public Optional<HttpProxy> before(String scheme, String host, int port) {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null) {
            return Optional.empty();
        }
        return selector.select(URI.create(scheme + "://" + host + ":" + port)).stream()
                .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
                .map(proxy -> (InetSocketAddress) proxy.address())
                .map(address -> new HttpProxy(address.getHostString(), address.getPort(), Optional.empty()))
                .findFirst();
    }
}
