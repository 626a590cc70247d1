package dev.imagepack.registry.http;

import java.io.IOException;
import java.net.URI;
import java.util.Set;

import dev.imagepack.registry.Reply;
import dev.imagepack.tls.TlsFiles;

/**
 * Requests to one registry and to where it sends them, redirects followed by hand: what is secret goes no further than the
 * origin that it is for, and no step leads from https to http or to a local address.
 */
final class Wire {

    private static final int MOST_REDIRECTS = 10;

    private static final Set<Integer> ANY_METHOD = Set.of(307, 308);
    private static final Set<Integer> READING_ONLY = Set.of(301, 302, 303);

    private final Exchange exchange;
    private final TlsFiles tls;
    private final TransportFaults faults;

    Wire(Exchange exchange, TlsFiles tls, TransportFaults faults) {
        this.exchange = exchange;
        this.tls = tls;
        this.faults = faults;
    }

    /** For a server of another origin, which is not shown the registry's client certificate. */
    Wire forStrangers() {
        return new Wire(exchange, tls.withoutCertificate(), faults);
    }

    /**
     * The answer at the end of all redirects.
     *
     * @param home the registry's own origin: only there its client certificate is shown
     */
    Reply send(Outgoing first, Origin home) throws IOException {
        Outgoing outgoing = first;
        for (int followed = 0; followed <= MOST_REDIRECTS; followed++) {
            Reply reply = sendOnce(outgoing, home);
            if (!isFollowed(outgoing, reply)) {
                return reply;
            }
            reply.close();
            outgoing = next(outgoing, reply.header("location").orElseThrow(), home);
        }
        throw faults.redirectsTooOften(first);
    }

    /** The first answer, a redirect too: for what holds a secret in its body. */
    Reply sendOnce(Outgoing outgoing, Origin home) throws IOException {
        boolean atHome = outgoing.origin().equals(home);
        Reply reply = exchange.send(outgoing, atHome ? tls : tls.withoutCertificate());
        if (reply.status() == 407) {
            reply.close();
            throw faults.proxyWantsCredentials(outgoing.toString());
        }
        return reply;
    }

    private static boolean isFollowed(Outgoing outgoing, Reply reply) {
        boolean fits =
                ANY_METHOD.contains(reply.status()) || outgoing.isReading() && READING_ONLY.contains(reply.status());
        return fits && reply.header("location").isPresent();
    }

    private Outgoing next(Outgoing outgoing, String location, Origin home) {
        try {
            URI address = Addresses.resolve(outgoing.address(), location);
            Origin from = outgoing.origin();
            Origin to = Origin.of(address).orElseThrow();
            Addresses.checkStep(from, to, home);
            return outgoing.to(address, to.equals(from) || from.isUpgradedBy(to));
        } catch (UnsafeAddressException e) {
            throw faults.unsafeStep(outgoing, e);
        }
    }
}
