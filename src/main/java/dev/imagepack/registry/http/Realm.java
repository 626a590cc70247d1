package dev.imagepack.registry.http;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The server that gives tokens for a registry, as the registry names it. The registry's credentials go there, so this is
 * the one place that says where they may go:
 *
 * <ul>
 *   <li>a registry behind TLS may name any server behind TLS, which must then show a certificate for its name: so Docker
 *       Hub names auth.docker.io; what the user keeps for that registry alone goes there;</li>
 *   <li>never one without TLS, nor one on a loopback, private, link-local or unspecified address, unless it is the
 *       registry's own host;</li>
 *   <li>a registry without TLS may name its own host only, since anybody on the way could have named the server.</li>
 * </ul>
 *
 * @param address without user and fragment
 * @param origin of the address
 */
record Realm(URI address, Origin origin) {

    /**
     * The server that the text names.
     *
     * @throws UnsafeAddressException when that is none that a token may be asked of; the message says why
     */
    static Realm of(String text, Origin registry) throws UnsafeAddressException {
        URI address = parse(text);
        Origin origin =
                Origin.of(address).orElseThrow(() -> new UnsafeAddressException("is no http(s) address of a host"));
        boolean same = origin.host().equals(registry.host());
        if (origin.isPlain() && !registry.isPlain()) {
            throw new UnsafeAddressException("would take the credentials without TLS");
        }
        if (registry.isPlain() && !same) {
            throw new UnsafeAddressException("is another host, named by a registry without TLS");
        }
        if (!same && Reach.isLocal(origin.host())) {
            throw new UnsafeAddressException("is a local address, but the registry is another host");
        }
        return new Realm(address, origin);
    }

    private static URI parse(String text) throws UnsafeAddressException {
        try {
            URI address = new URI(text);
            if (address.getRawFragment() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new UnsafeAddressException("is no address");
    }
}
