package dev.imagepack.registry.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.imagepack.registry.credentials.Credentials;

/** A name and a password as a header shows them (RFC 7617). */
final class Basic {

    private Basic() {}

    static String header(Credentials.Password password) {
        String pair = password.username() + ":" + password.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
