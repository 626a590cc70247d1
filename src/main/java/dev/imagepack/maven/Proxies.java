package dev.imagepack.maven;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;

import dev.imagepack.registry.http.HttpProxy;
import dev.imagepack.registry.http.ProxyChoice;

/** The proxies that lead to registries, for downloads. */
final class Proxies extends ProxySelector {

    private final ProxyChoice choice;

    Proxies(ProxyChoice choice) {
        this.choice = choice.exceptLoopback();
    }

    @Override
    public List<Proxy> select(URI uri) {
        return List.of(choice.before(uri.getScheme(), uri.getHost().toLowerCase(Locale.ROOT), uri.getPort())
                .map(Proxies::way)
                .orElse(Proxy.NO_PROXY));
    }

    private static Proxy way(HttpProxy proxy) {
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.host(), proxy.port()));
    }

    /** There is no second way. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException fault) {}
}
