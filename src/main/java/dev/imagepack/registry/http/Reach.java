package dev.imagepack.registry.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** Whether a host, as it is written, is one that only machines nearby can reach. Names are not looked up. */
final class Reach {

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private Reach() {}

    /** Whether it is this machine: {@code localhost} and what is below it, 127.0.0.0/8, ::1. */
    static boolean isLoopback(String host) {
        return isLocalhost(host)
                || isLiteral(host)
                        && address(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /**
     * Whether it is this machine, a private or link-local network, unspecified or a multicast group. A public registry has
     * no reason to send anybody there.
     */
    static boolean isLocal(String host) {
        return isLocalhost(host)
                || isLiteral(host) && address(host).map(Reach::isLocal).orElse(true);
    }

    private static boolean isLocalhost(String host) {
        String name = withoutDot(host);
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** Resolvers also take 127.1, 2130706433 and 0x7f.1 for addresses: whatever ends in a number is one (URL standard). */
    private static boolean isLiteral(String host) {
        String name = withoutDot(host);
        String last = name.substring(name.lastIndexOf('.') + 1);
        return host.startsWith("[") || last.matches("[0-9]+|0[xX][0-9a-fA-F]*");
    }

    private static boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isOfSite(address);
    }

    /** What Java's own questions leave out: 0.0.0.0/8, 100.64.0.0/10, fc00::/7 and IPv4 inside IPv6. */
    private static boolean isOfSite(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        if (!(address instanceof Inet6Address)) {
            return first == 0 || first == 100 && (bytes[1] & 0xc0) == 64;
        }
        return (first & 0xfe) == 0xfc || isLocalInside(bytes);
    }

    /** {@code ::a.b.c.d} and NAT64's {@code 64:ff9b::a.b.c.d}; Java itself turns {@code ::ffff:a.b.c.d} into IPv4. */
    private static boolean isLocalInside(byte[] bytes) {
        boolean nat64 = bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        boolean compatible = true;
        for (int i = nat64 ? 4 : 0; i < 12; i++) {
            compatible &= bytes[i] == 0;
        }
        return compatible && isLocal(address(Arrays.copyOfRange(bytes, 12, 16)));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty when it is written in a way that only some resolvers understand. Never a look-up. */
    private static Optional<InetAddress> address(String literal) {
        String name = withoutDot(literal);
        boolean usual = name.startsWith("[") || name.matches("(" + OCTET + "\\.){3}" + OCTET);
        try {
            return usual ? Optional.of(InetAddress.getByName(name)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
