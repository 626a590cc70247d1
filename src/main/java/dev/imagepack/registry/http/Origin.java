package dev.imagepack.registry.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Who answers an address: scheme, host and port (RFC 6454). Credentials are bound to one.
 *
 * @param scheme {@code https} or {@code http}
 * @param host in lower case, an IPv6 address in brackets
 * @param port never left out
 */
record Origin(String scheme, String host, int port) {

    static final String HTTPS = "https";
    static final String HTTP = "http";

    /** Of a registry, {@code host[:port]}. */
    static Origin of(String scheme, String hostAndPort) {
        return of(URI.create(scheme + "://" + hostAndPort))
                .orElseThrow(() -> new IllegalArgumentException("no host[:port]: " + hostAndPort));
    }

    /** Of an address; empty if it is none of HTTP, names no host, or holds a user. */
    static Optional<Origin> of(URI address) {
        String scheme = lower(address.getScheme());
        String host = lower(address.getHost());
        boolean usual = scheme.equals(HTTPS) || scheme.equals(HTTP);
        if (!usual || host.isEmpty() || address.getRawUserInfo() != null || address.getPort() > 65535) {
            return Optional.empty();
        }
        int port = address.getPort() >= 0 ? address.getPort() : defaultPort(scheme);
        return Optional.of(new Origin(scheme, host, port));
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static int defaultPort(String scheme) {
        return scheme.equals(HTTPS) ? 443 : 80;
    }

    boolean isPlain() {
        return scheme.equals(HTTP);
    }

    boolean hasDefaultPort() {
        return port == defaultPort(scheme);
    }

    /** Whether going from here to {@code other} is the same host, now with TLS: at the same port or from 80 to 443. */
    boolean isUpgradedBy(Origin other) {
        boolean ports = port == other.port || hasDefaultPort() && other.hasDefaultPort();
        return isPlain() && !other.isPlain() && host.equals(other.host) && ports;
    }

    /** The same with another scheme; a port that was the default becomes the other scheme's. */
    Origin with(String other) {
        return new Origin(other, host, hasDefaultPort() ? defaultPort(other) : port);
    }

    /** An address there. */
    URI at(String path) {
        return URI.create(this + path);
    }

    /** By hand, because the JVM takes long to make those that a record has, and every push needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Origin origin
                && port == origin.port
                && host.equals(origin.host)
                && scheme.equals(origin.scheme);
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (hasDefaultPort() ? "" : ":" + port);
    }
}
