package dev.imagepack.registry.http;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Json;
import dev.imagepack.registry.Body;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.credentials.Credentials;

/** Asks for tokens (distribution project, token authentication; RFC 6749 for identity tokens). */
final class TokenServer {

    /** The specification's default, which is also the least. */
    private static final long SHORTEST_LIFE = 60;

    private static final long LONGEST_LIFE = 24 * 3600;
    private static final int LARGEST = 1 << 20;
    private static final String TOKEN = "[A-Za-z0-9._~+/-]+=*";
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403);

    private final Wire wire;
    private final Repetition repetition;
    private final TransportFaults faults;
    private final Redaction redaction;
    private final InstantSource clock;

    TokenServer(Wire wire, Repetition repetition, TransportFaults faults, Redaction redaction, InstantSource clock) {
        this.wire = wire;
        this.repetition = repetition;
        this.faults = faults;
        this.redaction = redaction;
        this.clock = clock;
    }

    /** The server does not take these credentials; the message is its answer. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * A token.
     *
     * @param challenge of the registry, whose realm was checked
     * @param scopes what it shall allow
     * @throws RefusedException when the server does not take the credentials
     */
    Token ask(Realm realm, Challenge challenge, List<String> scopes, Credentials credentials)
            throws IOException, RefusedException {
        Optional<String> service = challenge.parameter("service");
        String name = "token from " + Addresses.shown(realm.address());
        Repetition.Attempt attempt = credentials instanceof Credentials.IdentityToken token
                ? () -> wire.sendOnce(post(realm, service, scopes, token), realm.origin())
                : () -> wire.send(get(realm, service, scopes, credentials), realm.origin());
        Reply reply = repetition.run(name, true, attempt);
        if (REFUSALS.contains(reply.status())) {
            throw new RefusedException(faults.answer(reply));
        }
        if (reply.status() != 200) {
            throw faults.keptFailing(name, reply, 1);
        }
        return token(name, reply);
    }

    private static Outgoing get(Realm realm, Optional<String> service, List<String> scopes, Credentials credentials) {
        StringBuilder query = new StringBuilder();
        service.ifPresent(name -> append(query, "service", name));
        scopes.forEach(scope -> append(query, "scope", scope));
        if (credentials instanceof Credentials.Password password) {
            append(query, "account", password.username());
        }
        String address = realm.address().toString();
        String joined = query.length() == 0 ? "" : (realm.address().getRawQuery() == null ? "?" : "&") + query;
        Optional<String> header = credentials instanceof Credentials.Password password
                ? Optional.of(Basic.header(password))
                : Optional.empty();
        return Outgoing.get(URI.create(address + joined)).authorized(header);
    }

    private static Outgoing post(
            Realm realm, Optional<String> service, List<String> scopes, Credentials.IdentityToken token) {
        StringBuilder form = new StringBuilder();
        append(form, "grant_type", "refresh_token");
        append(form, "client_id", "imagepack");
        service.ifPresent(name -> append(form, "service", name));
        append(form, "scope", String.join(" ", scopes));
        append(form, "refresh_token", token.token());
        return Outgoing.get(realm.address())
                .headers(Map.of("Content-Type", "application/x-www-form-urlencoded"))
                .posting(Body.of(form.toString().getBytes(StandardCharsets.US_ASCII)));
    }

    private static void append(StringBuilder pairs, String name, String value) {
        pairs.append(pairs.length() == 0 ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private Token token(String name, Reply reply) throws IOException {
        JsonNode document;
        try (reply) {
            document = Json.parse(reply.body().readNBytes(LARGEST), LARGEST, name);
        } catch (ImagepackException e) {
            throw noToken(name);
        }
        String value =
                document.path("token").asText(document.path("access_token").asText());
        if (value.isEmpty()) {
            value = document.path("access_token").asText();
        }
        if (!value.matches(TOKEN)) {
            throw noToken(name);
        }
        redaction.learn(value);
        return new Token(value, renewal(document.path("expires_in").asLong(0)));
    }

    private ImagepackException noToken(String name) {
        return faults.fault(
                name + ": the answer holds no token", "This is the registry's own fault: ask who runs it.", 0, null);
    }

    /** A little before its end, so that it is still good when it arrives. */
    private Instant renewal(long life) {
        long seconds = Math.min(Math.max(life, SHORTEST_LIFE), LONGEST_LIFE);
        return clock.instant().plusSeconds(seconds - Math.max(10, seconds / 10));
    }
}
