package dev.imagepack.registry.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.registry.credentials.Credentials;

/**
 * Proxies as the environment names them: {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}, in capitals or not.
 */
public final class EnvironmentProxies implements ProxyChoice {

    private final Optional<HttpProxy> secured;
    private final Optional<HttpProxy> plain;
    private final List<String> exceptions;

    private EnvironmentProxies(Optional<HttpProxy> secured, Optional<HttpProxy> plain, List<String> exceptions) {
        this.secured = secured;
        this.plain = plain;
        this.exceptions = exceptions;
    }

    /**
     * Those of an environment; empty if it names none.
     *
     * @throws ImagepackException when a variable names no proxy; its value, which may hold a password, is not shown
     */
    public static Optional<ProxyChoice> of(Map<String, String> environment) {
        Optional<HttpProxy> secured = proxy("HTTPS_PROXY", environment);
        Optional<HttpProxy> plain = proxy("HTTP_PROXY", environment);
        return secured.isEmpty() && plain.isEmpty()
                ? Optional.empty()
                : Optional.of(new EnvironmentProxies(secured, plain, exceptions(environment)));
    }

    private static List<String> exceptions(Map<String, String> environment) {
        return Arrays.stream(
                        value("NO_PROXY", environment).toLowerCase(Locale.ROOT).split("[, \t]+"))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** Empty if it is not set. */
    private static String value(String name, Map<String, String> environment) {
        String value = environment.getOrDefault(name, environment.get(name.toLowerCase(Locale.ROOT)));
        return value == null ? "" : value.strip();
    }

    private static Optional<HttpProxy> proxy(String name, Map<String, String> environment) {
        String value = value(name, environment);
        return value.isEmpty() ? Optional.empty() : Optional.of(parse(name, value));
    }

    private static HttpProxy parse(String name, String text) {
        try {
            URI address = new URI(text.contains("://") ? text : "http://" + text);
            if ("http".equalsIgnoreCase(address.getScheme()) && address.getHost() != null) {
                int port = address.getPort() < 0 ? 80 : address.getPort();
                return new HttpProxy(address.getHost(), port, credentials(address.getRawUserInfo()));
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Said below; the exception would quote the address.
        }
        throw new ImagepackException(
                "the environment's " + name + " is no address of a proxy",
                "Write http://[user:password@]host:port, with %XX for special characters, or unset it.");
    }

    private static Optional<Credentials.Password> credentials(@Nullable String userInfo) {
        if (userInfo == null || userInfo.isEmpty()) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return Optional.of(new Credentials.Password(decoded(user), decoded(password)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public Optional<HttpProxy> before(String scheme, String host, int port) {
        Optional<HttpProxy> proxy = scheme.equals(Origin.HTTPS) ? secured : plain;
        boolean direct = exceptions.stream().anyMatch(entry -> covers(entry, host, port));
        return direct ? Optional.empty() : proxy;
    }

    /** {@code *}, a domain and what is below it, an address or a network, each with a port if it is meant for one only. */
    private static boolean covers(String entry, String host, int port) {
        String name = entry;
        int colon = entry.lastIndexOf(':');
        boolean hasPort = colon > 0 && entry.indexOf(':') == colon || entry.startsWith("[") && entry.contains("]:");
        if (hasPort) {
            if (!entry.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        String bare = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return name.equals("*")
                || host.equals(bare)
                || host.equals("[" + bare + "]")
                || host.endsWith("." + bare)
                || Network.covers(name, host);
    }

    /** Which variables are in use, without their values. */
    @Override
    public String toString() {
        return "EnvironmentProxies[https " + secured + ", http " + plain + "]";
    }
}
