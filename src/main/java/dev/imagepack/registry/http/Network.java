package dev.imagepack.registry.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Networks such as {@code 10.0.0.0/8}. */
final class Network {

    private Network() {}

    /** Whether the host is written as an address, and that lies in the network. */
    static boolean covers(String network, String host) {
        int slash = network.indexOf('/');
        if (slash < 0 || !network.substring(slash + 1).matches("[0-9]{1,3}")) {
            return false;
        }
        Optional<byte[]> within = address(network.substring(0, slash));
        Optional<byte[]> asked = address(host.replaceAll("[\\[\\]]", ""));
        int bits = Integer.parseInt(network.substring(slash + 1));
        return within.isPresent()
                && asked.isPresent()
                && within.get().length == asked.get().length
                && bits <= within.get().length * Byte.SIZE
                && equal(within.get(), asked.get(), bits);
    }

    private static boolean equal(byte[] a, byte[] b, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((a[bit / Byte.SIZE] ^ b[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Empty for a name, which is not looked up. */
    private static Optional<byte[]> address(String text) {
        if (!text.matches("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
