package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSearch;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.credentials.CredentialTrace;
import dev.imagepack.registry.credentials.Credentials;

/**
 * Who one is to one repository, for one kind of access: the credentials whose turn it is, and the tokens got with them. One
 * thread asks for a token, the others wait for it.
 */
final class Login {

    private final Repository repository;
    private final Access access;
    private final CredentialSources sources;
    private final Redaction redaction;
    private final InstantSource clock;
    private final TransportLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<List<String>, Token> tokens = new HashMap<>();
    private @Nullable CredentialSearch search;
    private int turn;
    private boolean isAccepted;

    Login(
            Repository repository,
            Access access,
            CredentialSources sources,
            Redaction redaction,
            InstantSource clock,
            TransportLog log) {
        this.repository = repository;
        this.access = access;
        this.sources = sources;
        this.redaction = redaction;
        this.clock = clock;
        this.log = log;
    }

    /** Asks for a token with the credentials whose turn it is. */
    @FunctionalInterface
    interface TokenRequest {
        Token ask(Credentials credentials) throws IOException, TokenServer.RefusedException;
    }

    /** Whether any source has something, so that it is worth asking whether the registry wants it. */
    boolean hasCredentials() throws IOException {
        return locked(() -> !(search().current() instanceof Credentials.Anonymous));
    }

    /** What to show to a registry that wants a name and a password. */
    Shown basic() throws IOException {
        return locked(() -> {
            while (search().current() instanceof Credentials.IdentityToken) {
                next("this registry takes a name and a password, no identity token");
            }
            Optional<String> header = search().current() instanceof Credentials.Password password
                    ? Optional.of(Basic.header(password))
                    : Optional.empty();
            return new Shown(header, turn, false, true);
        });
    }

    /**
     * What to show to a registry that wants a token. Empty when no source's credentials give one.
     *
     * @param scopes what the token must allow
     * @param goesOn whether the next source is tried when the token server refuses
     */
    Optional<Shown> bearer(List<String> scopes, boolean goesOn, TokenRequest server) throws IOException {
        return locked(() -> {
            Token known = tokens.get(scopes);
            if (known != null && known.isGoodAt(clock.instant())) {
                return Optional.of(new Shown(Optional.of(known.header()), turn, true, true));
            }
            do {
                try {
                    Token token = server.ask(search().current());
                    tokens.put(scopes, token);
                    return Optional.of(new Shown(Optional.of(token.header()), turn, false, true));
                } catch (TokenServer.RefusedException e) {
                    if (!goesOn || !next("the token server answered " + e.getMessage())) {
                        return Optional.empty();
                    }
                }
            } while (true);
        });
    }

    /** Forgets the token; the registry does not take it any more. */
    void forget(Shown shown) throws IOException {
        locked(() ->
                tokens.values().removeIf(token -> Optional.of(token.header()).equals(shown.header())));
    }

    /**
     * The registry does not take what was shown: goes on to the next source, unless another thread did so already.
     *
     * @return whether there is something else to try
     */
    boolean refused(Shown shown, String answer) throws IOException {
        return locked(() -> shown.turn() != turn || next("the registry answered " + answer));
    }

    /** The registry takes what was shown. */
    void accepted(Shown shown, int status) throws IOException {
        if (!shown.attempted()) {
            return;
        }
        locked(() -> {
            if (!isAccepted && shown.turn() == turn) {
                isAccepted = true;
                search().accepted("the registry answered " + status);
                log.accepted(repository, access, search().source());
            }
            return true;
        });
    }

    /** What every source said so far. */
    CredentialTrace trace() throws IOException {
        return locked(() -> search().trace());
    }

    private boolean next(String answer) {
        String source = search().source();
        tokens.clear();
        isAccepted = false;
        boolean more = search().refused(answer);
        if (more) {
            turn++;
            redaction.learn(search().current());
            log.refused(repository, source, answer);
        }
        return more;
    }

    private CredentialSearch search() {
        if (search == null) {
            search = sources.search(repository, access);
            redaction.learn(search.current());
        }
        return search;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T locked(Work<T> work) throws IOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while another thread logged in");
        }
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }
}
