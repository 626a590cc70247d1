package dev.imagepack.maven;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.maven.settings.Proxy;

/**
 * The proxies of Maven's settings: the active one of an address's own protocol, else the first active one; where there is
 * none, what the JVM was told with {@code -Dhttps.proxyHost} and the like.
 */
final class Proxies extends ProxySelector {

    private final List<Proxy> active;

    Proxies(List<Proxy> configured) {
        this.active = configured.stream().filter(Proxy::isActive).toList();
    }

    @Override
    public List<java.net.Proxy> select(URI uri) {
        Optional<Proxy> proxy = active.stream()
                .filter(candidate -> uri.getScheme().equalsIgnoreCase(candidate.getProtocol()))
                .findFirst()
                .or(() -> active.stream().findFirst());
        if (proxy.isPresent()) {
            return List.of(isDirect(uri.getHost(), proxy.get()) ? java.net.Proxy.NO_PROXY : way(proxy.get()));
        }
        ProxySelector ofTheJvm = ProxySelector.getDefault();
        return ofTheJvm == null ? List.of() : ofTheJvm.select(uri);
    }

    private static java.net.Proxy way(Proxy proxy) {
        return new java.net.Proxy(java.net.Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort()));
    }

    /** {@code nonProxyHosts} is a list of names with {@code *} in them, parted by bars. */
    private static boolean isDirect(String host, Proxy proxy) {
        String list = proxy.getNonProxyHosts() == null ? "" : proxy.getNonProxyHosts();
        return Arrays.stream(list.split("[|,;\\s]+"))
                .filter(pattern -> !pattern.isEmpty())
                .anyMatch(pattern -> host.toLowerCase(Locale.ROOT).matches(regex(pattern)));
    }

    private static String regex(String pattern) {
        return Arrays.stream(pattern.toLowerCase(Locale.ROOT).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
    }

    /** There is no second way. */
    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException fault) {}
}
