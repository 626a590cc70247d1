package dev.imagepack.registry.http;

import java.util.Optional;

/** Which proxy stands before a host. Nobody is asked about this machine itself, which is never behind one. */
@FunctionalInterface
public interface ProxyChoice {

    /** None before any. */
    ProxyChoice NONE = (scheme, host, port) -> Optional.empty();

    /**
     * The proxy before a host.
     *
     * @param scheme {@code https} or {@code http}
     * @param host in lower case
     */
    Optional<HttpProxy> before(String scheme, String host, int port);

    /** This choice, without any proxy before this machine. */
    default ProxyChoice exceptLoopback() {
        return (scheme, host, port) -> Reach.isLoopback(host) ? Optional.empty() : before(scheme, host, port);
    }
}
