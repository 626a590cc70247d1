package dev.imagepack.registry.http;

import java.util.Optional;

import dev.imagepack.registry.credentials.Credentials;

/**
 * A proxy, asked without TLS.
 *
 * @param credentials those of the proxy itself
 */
public record HttpProxy(String host, int port, Optional<Credentials.Password> credentials) {

    /** Where it is, without its credentials. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
