package dev.imagepack.registry.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialAnswer;
import dev.imagepack.registry.credentials.CredentialSource;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.testing.Identity;

/** A transport over a scripted network, in which time goes by at once and is written down. */
public final class TransportFixture implements AutoCloseable {

    public static final Repository APP = new Repository("registry.test", "team/app");
    static final Timeouts SHORT = new Timeouts(
            Duration.ofSeconds(20), Duration.ofMillis(1500), Duration.ofMillis(1500), Duration.ofMillis(1500));
    static final Timeouts LONG = new Timeouts(
            Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));

    public final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final Map<String, RegistrySettings> registries = new HashMap<>();
    public final ScriptedNet net;
    private final List<CredentialSource> sources = new ArrayList<>();
    private final Path certificate;
    private Timeouts timeouts = LONG;
    private Optional<Credentials.Password> proxyCredentials = Optional.empty();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Optional<HttpTransport> transport = Optional.empty();

    public TransportFixture(Path directory) throws Exception {
        this(directory, ScriptedNet.start(), Identity.of(ScriptedNet.HOSTS));
    }

    TransportFixture(Path directory, ScriptedNet net, Identity trusted) throws Exception {
        this.net = net;
        this.certificate = trusted.authority(directory.resolve("ca.pem"));
        for (String host : ScriptedNet.HOSTS) {
            trust(host);
        }
        trust("docker.io");
    }

    private void trust(String host) {
        registries.put(host, settings(false));
    }

    /** A registry that is reached with the certificate of the network. */
    RegistrySettings settings(boolean insecure, String... mirrors) {
        return new RegistrySettings(
                insecure, Optional.of(certificate), Optional.empty(), Optional.empty(), List.of(mirrors));
    }

    public TransportFixture source(String name, Credentials credentials) {
        sources.add(new CredentialSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CredentialAnswer ask(Repository repository, Access access) {
                return new CredentialAnswer.Found(credentials, "found");
            }
        });
        return this;
    }

    TransportFixture timeouts(Timeouts limits) {
        timeouts = limits;
        return this;
    }

    TransportFixture proxyCredentials(String username, String password) {
        proxyCredentials = Optional.of(new Credentials.Password(username, password));
        return this;
    }

    public void later(Duration duration) {
        now = now.plus(duration);
    }

    Instant now() {
        return now;
    }

    public HttpTransport transport() {
        if (transport.isEmpty()) {
            InstantSource clock = () -> now;
            transport = Optional.of(HttpTransport.of(
                    net.settings(registries, timeouts, proxyCredentials),
                    new CredentialSources(sources),
                    new RecordedEvents(events),
                    new Backoff(5, Duration.ofMillis(400), Duration.ofMinutes(1), () -> 0.5),
                    pauses::add,
                    clock));
        }
        return transport.get();
    }

    /** Status and body of the answer to a GET below the repository. */
    String get(String target) throws IOException {
        return send(Call.get(APP, target));
    }

    String send(Call call) throws IOException {
        try (Reply reply = transport().send(call)) {
            String body = new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
            return reply.status() + (body.isEmpty() ? "" : " " + body);
        }
    }

    /** The requests, without the tunnels to hosts with TLS. */
    public List<String> requests() {
        return net.log().stream().filter(line -> !line.startsWith("CONNECT ")).toList();
    }

    @Override
    public void close() throws IOException {
        transport.ifPresent(HttpTransport::close);
        net.close();
    }
}
