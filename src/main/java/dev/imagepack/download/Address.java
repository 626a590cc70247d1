package dev.imagepack.download;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address of a file: {@code http} or {@code https}, with a host. {@link #toString} is the form for messages, without
 * anything in it that may be secret.
 */
public record Address(URI uri) {

    private static final Pattern CREDENTIALS = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@");
    private static final Pattern QUERY = Pattern.compile("[?#].*", Pattern.DOTALL);

    /** What may stand in an address as it is; everything else is encoded, as browsers and curl do it. */
    private static final String LEGAL =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%";

    /** @throws IllegalArgumentException with the reason, and without the address, when it is no such address */
    public Address {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("it is neither http nor https");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("it names no host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("it holds a user name or a password");
        }
    }

    /** @throws IllegalArgumentException as the constructor, or when it cannot be understood */
    public static Address parse(String text) {
        return new Address(uri(text));
    }

    private static URI uri(String text) {
        try {
            return new URI(encode(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is malformed: " + e.getReason());
        }
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (LEGAL.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
            }
        }
        return encoded.toString();
    }

    /** Where a redirect from here leads. */
    Address redirect(String location) {
        return new Address(uri.resolve(uri(location)));
    }

    boolean isEncrypted() {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    /** The last name of the path, decoded; empty when there is none that a file could have. */
    public Optional<String> fileName() {
        String path = uri.getPath().replaceFirst("/+$", "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty() || name.equals(".") || name.equals("..") ? Optional.empty() : Optional.of(name);
    }

    /** Any text that may be an address, without user name, password, query and fragment. */
    public static String withoutSecrets(String text) {
        return QUERY.matcher(CREDENTIALS.matcher(text).replaceFirst("$1")).replaceFirst("");
    }

    /** Without query and fragment, which often hold a key. */
    @Override
    public String toString() {
        return withoutSecrets(uri.toString());
    }
}
