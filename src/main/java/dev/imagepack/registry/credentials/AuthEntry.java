package dev.imagepack.registry.credentials;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;

/** One entry of {@code auths}. */
final class AuthEntry {

    private AuthEntry() {}

    static CredentialAnswer read(String key, JsonNode entry) {
        String where = "the entry " + key + " of auths";
        String token = entry.path("identitytoken").asText();
        if (!token.isEmpty()) {
            return new CredentialAnswer.Found(new Credentials.IdentityToken(token), "found in " + where);
        }
        String auth = entry.path("auth").asText();
        if (!auth.isEmpty()) {
            return pair(where, auth);
        }
        String username = entry.path("username").asText();
        if (!username.isEmpty()) {
            String password = entry.path("password").asText();
            return new CredentialAnswer.Found(Credentials.of(username, password), "found in " + where);
        }
        return new CredentialAnswer.PassedOver(
                where + (entry.path("registrytoken").asText().isEmpty() ? " is empty" : " has a registrytoken only"));
    }

    private static CredentialAnswer pair(String where, String auth) {
        try {
            String pair = new String(Base64.getDecoder().decode(auth.strip()), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                // Docker ends passwords with zero bytes.
                String password = pair.substring(colon + 1).replaceAll("\0+$", "");
                return new CredentialAnswer.Found(
                        Credentials.of(pair.substring(0, colon), password), "found in " + where);
            }
        } catch (IllegalArgumentException e) {
            // Said below; the exception would quote it.
        }
        return new CredentialAnswer.PassedOver(where + " is not the base64 of user:password");
    }
}
