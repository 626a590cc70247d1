package dev.imagepack.engine;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Says why an engine did not answer, and what can be done about it. */
final class Unreachable {

    private static final int MOST_CAUSES = 20;

    private final String engine;
    private final EngineCall call;
    private final Route route;

    Unreachable(String engine, EngineCall call, Route route) {
        this.engine = engine;
        this.call = call;
        this.route = route;
    }

    EngineFault noAnswer(Throwable failure) {
        Throwable root = root(failure);
        Optional<String> words = route.words();
        return new EngineFault(
                "The engine at " + engine + " does not answer " + call.method() + " " + call.path() + ": "
                        + words.orElseGet(() -> reason(failure)),
                words.map(route::advice).orElseGet(() -> advice(failure, root)),
                0,
                failure);
    }

    EngineFault silent(Duration limit) {
        return new EngineFault(
                "The engine at " + engine + " has not answered " + call.method() + " " + call.path() + " for "
                        + seconds(limit),
                "See whether the engine works: docker version, or its log. Perhaps it must be started anew.",
                0,
                null);
    }

    private static String seconds(Duration limit) {
        return limit.toSeconds() > 0 ? limit.toSeconds() + " seconds" : limit.toMillis() + " ms";
    }

    IOException broken(IOException failure) {
        return new IOException(
                "The engine at " + engine + " broke its answer to " + call.method() + " " + call.path() + " off: "
                        + route.words().orElseGet(() -> reason(failure)),
                failure);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }

    private static Throwable root(Throwable failure) {
        return causes(failure).reduce((first, second) -> second).orElse(failure);
    }

    /** The first cause of TLS and the last one of all say it: what was refused, and what it has to do with. */
    private static String reason(Throwable failure) {
        Throwable root = root(failure);
        String last = words(root);
        Optional<Throwable> tls =
                causes(failure).filter(SSLException.class::isInstance).findFirst();
        String first = tls.map(Unreachable::words).orElse(last);
        return first.contains(last) ? first : first + ": " + last;
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage() == null ? "" : cause.getMessage().strip();
        if (cause instanceof UnknownHostException) {
            return "no such host: " + message;
        }
        return message.isEmpty() ? cause.getClass().getSimpleName() : message;
    }

    private static String advice(Throwable failure, Throwable root) {
        String text = String.valueOf(root.getMessage());
        if (isOf(failure, CertificateException.class) || text.contains("PKIX") || text.contains("certificate")) {
            return "Check ca.pem (who signed the engine's certificate), cert.pem and key.pem (ours), their dates, and that"
                    + " the host is one that the engine's certificate names.";
        }
        if (isOf(failure, SSLException.class)) {
            return "Check that the engine speaks TLS on this port, and that it takes our certificate.";
        }
        if (isOf(failure, SocketException.class) && (text.contains("Broken pipe") || text.contains("reset"))) {
            return "Check that the engine runs, whether it speaks TLS on this port, and that it takes our certificate: one that"
                    + " does not may hang up without a word.";
        }
        if (text.contains("Permission denied")) {
            return "Check who may use the engine; for Docker, who is in the group docker.";
        }
        return "Check that the engine runs and that this is its address.";
    }

    private static boolean isOf(Throwable failure, Class<? extends Throwable> type) {
        return causes(failure).anyMatch(type::isInstance);
    }
}
