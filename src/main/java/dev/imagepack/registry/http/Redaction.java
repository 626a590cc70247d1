package dev.imagepack.registry.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.imagepack.registry.credentials.Credentials;

/**
 * The one point through which every text goes that a server had a part in: servers repeat what they are told. It knows the
 * secrets that were shown to any of them.
 */
final class Redaction {

    private static final int SHORTEST = 4;

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    /** These are shown from now on. */
    void learn(Credentials credentials) {
        if (credentials instanceof Credentials.Password password) {
            learn(password.password());
            String pair = password.username() + ":" + password.password();
            learn(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        } else if (credentials instanceof Credentials.IdentityToken token) {
            learn(token.token());
        }
    }

    /** This is shown from now on. */
    void learn(String secret) {
        if (secret.length() >= SHORTEST) {
            secrets.add(secret);
            secrets.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
    }

    /** The text with three stars for every secret. */
    String clean(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, "***");
        }
        return clean;
    }
}
