package dev.imagepack.registry.http;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialTrace;

/** One registry or mirror: finds its endpoint, answers its challenges, and goes through the credentials. */
final class RegistryClient {

    private final TransportParts parts;
    private final Wire wire;
    private final Endpoint endpoint;
    private final Map<Repository, Login> pulling = new ConcurrentHashMap<>();
    private final Map<Repository, Login> pushing = new ConcurrentHashMap<>();
    private volatile @Nullable Challenge challenge;
    private volatile boolean isAsked;

    RegistryClient(String domain, TransportParts parts) {
        RegistrySettings settings = parts.settings().of(domain);
        this.parts = parts;
        this.wire = new Wire(parts.exchange(), settings.tls(), parts.faults());
        this.endpoint = new Endpoint(domain, settings.insecure(), this::ping, parts.log());
    }

    /** As {@link dev.imagepack.registry.RegistryTransport#send} does it. */
    Reply send(Call call, Repetition repetition) throws IOException {
        Origin home = endpoint.origin();
        Login login = login(call.repository(), call.access());
        Outgoing outgoing = outgoing(call, home);
        Reply reply = outgoing.origin().equals(home)
                ? atHome(call, outgoing, login, home, repetition)
                : elsewhere(call, outgoing, home, repetition);
        for (String warning : parts.faults().warnings(reply)) {
            parts.log().warned(call.repository().domain(), warning);
        }
        return reply.status() < 400 ? reply : parts.faults().cleaned(reply);
    }

    private Reply atHome(Call call, Outgoing outgoing, Login login, Origin home, Repetition repetition)
            throws IOException {
        if (!isAsked && login.hasCredentials()) {
            // Some registries show only what is public to somebody who does not say who he is, instead of asking.
            repetition
                    .run(call.repository().domain() + ": /v2/", true, () -> ping(home))
                    .close();
        }
        return authorized(call, outgoing, login, home, repetition);
    }

    private Reply authorized(Call call, Outgoing outgoing, Login login, Origin home, Repetition repetition)
            throws IOException {
        Shown shown = challenge == null ? Shown.NOTHING : show(call, login, home);
        while (true) {
            Outgoing request = outgoing.authorized(shown.header());
            Reply reply = repetition.run(name(call), call.repeatable(), () -> wire.send(request, home));
            if (reply.status() != 401 && reply.status() != 403) {
                login.accepted(shown, reply.status());
                return reply;
            }
            if (!isFrom(home, reply)) {
                throw parts.faults().elsewhere(name(call), reply);
            }
            learn(reply);
            shown = again(call, login, shown, reply, home);
        }
    }

    /** What to show after it was refused. */
    private Shown again(Call call, Login login, Shown shown, Reply reply, Origin home) throws IOException {
        int status = reply.status();
        String answer = parts.faults().answer(reply);
        boolean isFirst = status == 401 && !shown.attempted();
        boolean isOld = status == 401 && shown.remembered();
        if (isOld) {
            login.forget(shown);
        }
        boolean goesOn = challenge != null
                && (isFirst || isOld || shown.attempted() && !isBorrowing(call) && login.refused(shown, answer));
        if (!goesOn) {
            throw parts.faults().denied(name(call), answer, status, login.trace());
        }
        return show(call, login, home);
    }

    /** Whoever may not read another repository can be the right one for this one. */
    private static boolean isBorrowing(Call call) {
        return call.mountFrom().isPresent();
    }

    private Shown show(Call call, Login login, Origin home) throws IOException {
        Challenge wanted = Objects.requireNonNull(challenge);
        if (!wanted.isBearer()) {
            return login.basic();
        }
        Realm realm = realm(wanted, call.repository().domain(), home);
        Wire toServer = realm.origin().equals(home) ? wire : wire.forStrangers();
        Optional<Shown> shown = login.bearer(
                scopes(call),
                !isBorrowing(call),
                credentials -> parts.tokenServer(toServer).ask(realm, wanted, scopes(call), credentials));
        if (shown.isEmpty()) {
            throw parts.faults().denied(name(call), "no credentials give a token", 401, login.trace());
        }
        return shown.get();
    }

    private Realm realm(Challenge wanted, String domain, Origin home) {
        String text = wanted.parameter("realm").orElseThrow();
        try {
            return Realm.of(text, home);
        } catch (UnsafeAddressException e) {
            throw parts.faults().unsafeRealm(domain, text, e);
        }
    }

    private static List<String> scopes(Call call) {
        List<String> scopes = new ArrayList<>();
        if (call.repository().path().isEmpty()) {
            return scopes;
        }
        scopes.add(
                "repository:" + call.repository().path() + ":" + call.access().actions());
        call.mountFrom().ifPresent(path -> scopes.add("repository:" + path + ":" + Access.PULL.actions()));
        return scopes;
    }

    private static boolean isFrom(Origin home, Reply reply) {
        return Origin.of(URI.create(reply.address())).filter(home::equals).isPresent();
    }

    private void learn(Reply reply) {
        Challenge.best(Challenge.parse(reply.headers().getOrDefault("www-authenticate", List.of())))
                .ifPresent(found -> challenge = found);
    }

    /** To a location that the registry gave, at another server: without credentials. */
    private Reply elsewhere(Call call, Outgoing outgoing, Origin home, Repetition repetition) throws IOException {
        Reply reply = repetition.run(name(call), call.repeatable(), () -> wire.send(outgoing, home));
        if (reply.status() == 401 || reply.status() == 403) {
            throw parts.faults().elsewhere(name(call), reply);
        }
        return reply;
    }

    private Outgoing outgoing(Call call, Origin home) {
        Outgoing outgoing = new Outgoing(call.method(), home.at("/v2/"), call.headers(), Optional.empty(), call.body());
        if (call.base().isEmpty()) {
            String path = call.repository().path();
            return outgoing.to(home.at("/v2/" + path + (path.isEmpty() ? "" : "/") + call.target()), false);
        }
        Outgoing from = outgoing.to(URI.create(call.base().get()), false);
        try {
            URI address = Addresses.resolve(from.address(), call.target());
            Addresses.checkStep(from.origin(), Origin.of(address).orElseThrow(), home);
            return outgoing.to(address, false);
        } catch (UnsafeAddressException e) {
            throw parts.faults().unsafeStep(from, e);
        }
    }

    /** For messages. A location may hold a secret. */
    private static String name(Call call) {
        if (call.repository().path().isEmpty()) {
            return call.repository().domain() + ": " + call.method() + " /v2/";
        }
        String target = call.base().isPresent() ? "upload" : call.target();
        int query = target.indexOf('?');
        return call.repository() + ": " + call.method() + " " + (query < 0 ? target : target.substring(0, query));
    }

    /** What every source said so far about a repository. */
    CredentialTrace trace(Repository repository, Access access) throws IOException {
        return login(repository, access).trace();
    }

    private Login login(Repository repository, Access access) {
        Map<Repository, Login> logins = access == Access.PULL ? pulling : pushing;
        return logins.computeIfAbsent(repository, absent -> parts.login(repository, access));
    }

    private Reply ping(Origin origin) throws IOException {
        Reply reply = wire.send(Outgoing.get(origin.at("/v2/")), origin);
        isAsked = true;
        if (reply.status() == 401) {
            learn(reply);
        }
        return reply;
    }
}
