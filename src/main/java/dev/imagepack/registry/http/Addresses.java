package dev.imagepack.registry.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Addresses that servers give. */
final class Addresses {

    private Addresses() {}

    /** For messages and logs: without user, query and fragment, any of which may be a secret. */
    static String shown(URI address) {
        Optional<Origin> origin = Origin.of(address);
        return (origin.isPresent() ? origin.get().toString() : "")
                + (address.getRawPath() == null ? "" : address.getRawPath());
    }

    /**
     * Where a {@code Location} leads to.
     *
     * @throws UnsafeAddressException when it is no http(s) address of a host
     */
    static URI resolve(URI base, String location) throws UnsafeAddressException {
        try {
            URI address = base.resolve(new URI(location));
            if (Origin.of(address).isPresent()) {
                return withoutFragment(address);
            }
        } catch (URISyntaxException e) {
            // Said below; the exception would quote the address.
        }
        throw new UnsafeAddressException("is no http(s) address of a host");
    }

    private static URI withoutFragment(URI address) {
        String text = address.toString();
        int fragment = text.indexOf('#');
        return fragment < 0 ? address : URI.create(text.substring(0, fragment));
    }

    /**
     * Refuses a step from one server to another that would give away what TLS or a network's edge protects: from https to
     * http, and from elsewhere to a local address.
     *
     * @param home the registry's own origin, whose host may be local
     */
    static void checkStep(Origin from, Origin to, Origin home) throws UnsafeAddressException {
        if (!from.isPlain() && to.isPlain()) {
            throw new UnsafeAddressException("leads from https to http");
        }
        boolean known = to.host().equals(from.host()) || to.host().equals(home.host());
        if (!known && Reach.isLocal(to.host())) {
            throw new UnsafeAddressException("leads to a local address of another host");
        }
    }
}
