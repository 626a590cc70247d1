package dev.imagepack.registry.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.ErrorBody;
import dev.imagepack.registry.RegistryFault;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.credentials.CredentialTrace;

/** Says what went wrong at a registry. All wording of faults is here, and all of it goes through the redaction. */
final class TransportFaults {

    private static final int MOST_WARNINGS = 5;
    private static final Pattern WARNING = Pattern.compile("299 - \"((?:[^\"\\\\]|\\\\.){1,1000})\"");

    private final Redaction redaction;

    TransportFaults(Redaction redaction) {
        this.redaction = redaction;
    }

    RegistryFault noAnswer(String request, IOException failure, int attempts) {
        String message = request + ": no answer: " + line(Failures.reason(failure)) + times(attempts);
        return fault(message, adviceFor(failure), 0, failure);
    }

    private static String adviceFor(IOException failure) {
        if (Failures.isUntrusted(failure)) {
            return "If the certificate is from your own authority, name its file as caFile of this registry in"
                    + " <registries>; the host must be the one in the certificate.";
        }
        if (Failures.isTls(failure)) {
            return "If the registry speaks plain HTTP, say so with <insecure>true</insecure> for it in <registries>.";
        }
        return "Check the registry's name and port, the network, and the proxy in settings.xml or the environment.";
    }

    private static String times(int attempts) {
        return attempts == 1 ? "" : " (tried " + attempts + " times)";
    }

    RegistryFault keptFailing(String request, Reply reply, int attempts) {
        String message = request + ": answered " + answer(reply) + times(attempts);
        String advice = reply.status() == 429
                ? "The registry limits how much is asked of it: wait, or log in, which mostly raises the limit."
                : "This is the registry's own fault: try later, or ask who runs it.";
        return fault(message, advice, reply.status(), null);
    }

    /** Nobody's credentials would do. */
    RegistryFault denied(String request, String answer, int status, CredentialTrace trace) {
        String tried = trace.lines().isEmpty()
                ? ""
                : "\nCredentials tried, in this order:\n- "
                        + String.join(
                                "\n- ",
                                trace.lines().stream()
                                        .map(CredentialTrace.Line::toString)
                                        .toList());
        return fault(
                request + ": access denied: " + answer + tried,
                "Check the repository's name, and log in with an account that may do this. imagepack:check-credentials"
                        + " shows what each source of credentials has.",
                status,
                null);
    }

    RegistryFault unsafeRealm(String registry, String realm, UnsafeAddressException reason) {
        return fault(
                registry + ": the server that it names for tokens, " + line(realm) + ", " + reason.getMessage(),
                "No credentials were sent there. Ask who runs the registry to name a server with TLS under a public name,"
                        + " or one on its own host.",
                0,
                null);
    }

    RegistryFault unsafeStep(Outgoing from, UnsafeAddressException reason) {
        return fault(
                from + ": the address that it answers with " + reason.getMessage(),
                "It was not followed. Ask who runs the registry to give addresses under its own public name with https"
                        + " (behind a proxy that ends TLS: X-Forwarded-Proto, or relative addresses).",
                0,
                null);
    }

    RegistryFault redirectsTooOften(Outgoing from) {
        return fault(from + ": redirects go on and on", "This is the registry's own fault: ask who runs it.", 0, null);
    }

    RegistryFault elsewhere(String request, Reply reply) {
        return fault(
                request + ": the storage at " + reply.address() + ", to which the registry sent us, answered "
                        + answer(reply),
                "Try again; if it stays so, the registry's own access to its storage is at fault.",
                reply.status(),
                null);
    }

    RegistryFault proxyWantsCredentials(String request) {
        return fault(
                request + ": the proxy answered 407, it wants credentials",
                "Give them in settings.xml or in the proxy's address in the environment. For https, Java sends a password"
                        + " to a proxy only with -Djdk.http.auth.tunneling.disabledSchemes= in .mvn/jvm.config or"
                        + " MAVEN_OPTS.",
                407,
                null);
    }

    /** A fault whose message and advice may hold what a server said. */
    RegistryFault fault(String message, String advice, int status, @Nullable Throwable cause) {
        return new RegistryFault(redaction.clean(message), advice, status, cause);
    }

    /** An answer that is an error, without what is secret: whoever reads what it says may show it. */
    Reply cleaned(Reply reply) {
        byte[] body = new byte[0];
        try (reply) {
            body = redaction
                    .clean(new String(reply.body().readNBytes(ErrorBody.LARGEST), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            // The status says enough.
        }
        return new Reply(reply.status(), reply.headers(), reply.address(), new ByteArrayInputStream(body));
    }

    /** Status and explanation of an answer, which is read and closed. */
    String answer(Reply reply) {
        // Before it is cut to a line, and again since a document may spell the same text in another way.
        return redaction.clean(ErrorBody.describe(cleaned(reply)));
    }

    /** What an answer warns of, each on a short line; other warnings of HTTP are for caches. */
    List<String> warnings(Reply reply) {
        List<String> said = reply.headers().getOrDefault("warning", List.of());
        return said.isEmpty() ? said : lines(said);
    }

    private List<String> lines(List<String> warnings) {
        return warnings.stream()
                .limit(MOST_WARNINGS)
                .map(WARNING::matcher)
                .filter(Matcher::matches)
                .map(found -> line(found.group(1).replaceAll("\\\\(.)", "$1")))
                .toList();
    }

    /** Foreign text on one short line. */
    private String line(String text) {
        return ErrorBody.line(redaction.clean(text));
    }

    /** An address without what may be secret in it, for messages. */
    static String shown(URI address) {
        return Addresses.shown(address);
    }
}
