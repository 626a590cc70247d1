package dev.imagepack.dockerfile;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

import dev.imagepack.ImagepackException;

/**
 * One word of EXPOSE after expansion: {@code 80}, {@code 80/udp}, {@code 8000-8010}. Host ports and addresses
 * ({@code 127.0.0.1:8080:80}) are read and checked, and say nothing about the image.
 */
public final class PortSpec {

    private static final int MAX_PORT = 65535;
    private static final Set<String> PROTOCOLS = Set.of("tcp", "udp", "sctp");

    private final String word;
    private final Location at;

    private PortSpec(String word, Location at) {
        this.word = word;
        this.at = at;
    }

    /**
     * The ports as the keys of an image configuration, {@code 80/tcp}, from low to high.
     *
     * @param at the place that a fault is reported at
     * @throws ImagepackException if it is no port or range of ports, or of an unknown protocol
     */
    public static List<String> expand(String word, Location at) {
        return new PortSpec(word, at).expand();
    }

    private List<String> expand() {
        List<String> parts = Arrays.asList(word.split(":", -1));
        String container = parts.get(parts.size() - 1);
        int slash = container.indexOf('/');
        Range ports = range(slash < 0 ? container : container.substring(0, slash));
        String protocol = protocol(slash < 0 ? "" : container.substring(slash + 1));
        checkHost(parts.subList(0, parts.size() - 1), ports);
        return IntStream.rangeClosed(ports.first, ports.last)
                .mapToObj(port -> port + "/" + protocol)
                .toList();
    }

    private String protocol(String written) {
        String protocol = written.isEmpty() ? "tcp" : written.toLowerCase(Locale.ROOT);
        if (!PROTOCOLS.contains(protocol)) {
            throw fault("its protocol is " + Excerpt.of(written));
        }
        return protocol;
    }

    private void checkHost(List<String> parts, Range ports) {
        if (parts.isEmpty()) {
            return;
        }
        String address = String.join(":", parts.subList(0, parts.size() - 1));
        if (!address.isEmpty() && !IpAddress.isValid(address)) {
            throw fault(Excerpt.of(address) + " is no IP address");
        }
        String host = parts.get(parts.size() - 1);
        if (!host.isEmpty() && range(host).size() != ports.size() && ports.size() != 1) {
            throw fault("its two ranges differ in length");
        }
    }

    private Range range(String text) {
        int dash = text.indexOf('-');
        int first = port(dash < 0 ? text : text.substring(0, dash));
        int last = dash < 0 ? first : port(text.substring(dash + 1));
        if (last < first) {
            throw fault("its range runs backwards");
        }
        return new Range(first, last);
    }

    private int port(String text) {
        String digits = text.startsWith("+") ? text.substring(1) : text;
        boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        String significant = digits.replaceFirst("^0+(?=.)", "");
        if (!number || significant.length() > 5 || Integer.parseInt(significant) > MAX_PORT) {
            throw fault(Excerpt.of(text) + " is no port from 0 to " + MAX_PORT);
        }
        return Integer.parseInt(significant);
    }

    private ImagepackException fault(String reason) {
        return at.fault(
                "EXPOSE cannot take " + Excerpt.of(word) + ": " + reason,
                "Write a port or a range, and tcp, udp or sctp after a slash: 8080, 53/udp, 8000-8010/tcp.");
    }

    private record Range(int first, int last) {

        int size() {
            return last - first + 1;
        }
    }
}
