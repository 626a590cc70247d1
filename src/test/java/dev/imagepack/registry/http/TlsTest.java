package dev.imagepack.registry.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.testing.Identity;

import static dev.imagepack.registry.http.ScriptedNet.status;
import static dev.imagepack.registry.http.ScriptedNet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whom a transport trusts, what it shows, and when it does without TLS. */
class TlsTest {

    private static final String BLOB = "GET https://registry.test/v2/team/app/blobs/b";

    @TempDir
    private Path directory;

    private TransportFixture fixture(Identity server) throws Exception {
        TransportFixture fixture = new TransportFixture(directory, ScriptedNet.start(server, true), server);
        fixture.net.on(BLOB, text(200, "bytes"));
        return fixture;
    }

    @Test
    void anAuthorityOfOnesOwnIsTrustedWhereItIsNamed() throws Exception {
        try (TransportFixture fixture = fixture(Identity.of(ScriptedNet.HOSTS))) {
            assertThat(fixture.get("blobs/b")).isEqualTo("200 bytes");
        }
    }

    @Test
    void andNowhereElse() throws Exception {
        try (TransportFixture fixture = fixture(Identity.of(ScriptedNet.HOSTS))) {
            fixture.registries.remove("registry.test");
            refused(fixture);
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        try (TransportFixture fixture = fixture(Identity.of("other.test"))) {
            refused(fixture);
        }
    }

    @Test
    void aCertificateThatEndedIsRefused() throws Exception {
        try (TransportFixture fixture = fixture(Identity.expired("registry.test"))) {
            refused(fixture);
        }
    }

    @Test
    void insecureDoesNotMeanAnyCertificate() throws Exception {
        try (TransportFixture fixture = fixture(Identity.of("other.test"))) {
            fixture.registries.put("registry.test", fixture.settings(true));
            refused(fixture);
            assertThat(fixture.net.log()).noneMatch(line -> line.contains("http://"));
        }
    }

    private static void refused(TransportFixture fixture) {
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .hasMessageStartingWith("registry.test/team/app: GET blobs/b: no answer: ")
                .isInstanceOfSatisfying(
                        ImagepackException.class,
                        fault -> assertThat(fault.advice()).contains("caFile"));
        assertThat(fixture.requests()).isEmpty();
        assertThat(fixture.pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientCertificateIsShownToItsRegistryOnly(boolean isPkcs8) throws Exception {
        Identity identity = Identity.of(ScriptedNet.HOSTS);
        try (TransportFixture fixture = fixture(identity)) {
            Path certificate = identity.certificate(directory.resolve("client.pem"));
            Path file = directory.resolve("client.key");
            Path key = isPkcs8 ? identity.key(file) : identity.bareKey(file);
            fixture.registries.put(
                    "registry.test",
                    new RegistrySettings(
                            false,
                            Optional.of(directory.resolve("ca.pem")),
                            Optional.of(certificate),
                            Optional.of(key),
                            List.of()));
            fixture.net
                    .on(
                            "GET https://registry.test/v2/team/app/blobs/c",
                            status(307, "Location", "https://storage.test/c"))
                    .on("GET https://storage.test/c", text(200, "bytes"));
            fixture.get("blobs/b");
            fixture.get("blobs/c");
            assertThat(fixture.requests())
                    .containsExactly(
                            BLOB + " [CN=registry.test]",
                            "GET https://registry.test/v2/team/app/blobs/c [CN=registry.test]",
                            "GET https://storage.test/c");
        }
    }

    @Test
    void whoIsNotNamedInsecureIsNeverAskedWithoutTls() throws Exception {
        try (TransportFixture fixture = fixture(Identity.of(ScriptedNet.HOSTS))) {
            fixture.net.on(BLOB, ScriptedNet.cut());
            fixture.registries.put("plain.test", fixture.settings(false));
            Call call = Call.get(new Repository("plain.test", "app"), "blobs/b");
            assertThatThrownBy(() -> fixture.send(call)).hasMessageContaining("no answer");
            assertThat(fixture.net.log()).noneMatch(line -> line.contains("http://"));
        }
    }

    @Test
    void whoIsNamedInsecureMayDoWithout() throws Exception {
        Identity other = Identity.of(ScriptedNet.HOSTS);
        try (TransportFixture fixture = fixture(other).source("file", new Credentials.Password("anna", "pw"))) {
            fixture.registries.put("registry.test", fixture.settings(true));
            fixture.net
                    .on("GET https://registry.test/v2/", ScriptedNet.cut())
                    .on("GET http://registry.test/v2/", status(401, "WWW-Authenticate", "Basic realm=\"r\""))
                    .on("GET http://registry.test/v2/team/app/blobs/b", text(200, "plain"));
            assertThat(fixture.get("blobs/b")).isEqualTo("200 plain");
            assertThat(fixture.requests())
                    .endsWith("GET http://registry.test/v2/team/app/blobs/b [Basic YW5uYTpwdw==]");
            assertThat(fixture.events).contains("without TLS registry.test");
        }
    }

    @Test
    void whoIsNamedInsecureIsAskedWithTlsIfHeSpeaksIt() throws Exception {
        try (TransportFixture fixture = fixture(Identity.of(ScriptedNet.HOSTS))) {
            fixture.registries.put("registry.test", fixture.settings(true));
            assertThat(fixture.get("blobs/b")).isEqualTo("200 bytes");
        }
    }

    /** On this machine, without any proxy. */
    private String getLocally(HttpServer server, RegistrySettings settings, List<String> log) throws Exception {
        String domain = "127.0.0.1:" + server.getAddress().getPort();
        server.createContext("/", exchange -> {
            boolean secured = exchange instanceof HttpsExchange;
            log.add((secured ? "https " : "http ") + exchange.getRequestURI());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try (HttpTransport transport = HttpTransport.of(
                        new TransportSettings(
                                Map.of(domain, settings),
                                (scheme, host, port) -> {
                                    throw new AssertionError("a proxy was asked for");
                                },
                                TransportFixture.LONG),
                        CredentialSources.NONE,
                        TransportLog.NONE);
                Reply reply = transport.send(Call.get(new Repository(domain, "app"), "blobs/b"))) {
            return String.valueOf(reply.status());
        } finally {
            server.stop(0);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void thisMachineMayDoWithoutTls() throws Exception {
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        assertThat(getLocally(HttpServer.create(anyPort(), 0), RegistrySettings.PLAIN, log))
                .isEqualTo("200");
        assertThat(log).containsExactly("http /v2/", "http /v2/app/blobs/b");
    }

    @Test
    void thisMachineMaySpeakTls() throws Exception {
        Identity identity = Identity.of("127.0.0.1");
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
        RegistrySettings trusting = new RegistrySettings(
                false,
                Optional.of(identity.authority(directory.resolve("ca.pem"))),
                Optional.empty(),
                Optional.empty(),
                List.of());
        List<String> log = Collections.synchronizedList(new ArrayList<>());
        assertThat(getLocally(server, trusting, log)).isEqualTo("200");
        assertThat(log).containsExactly("https /v2/", "https /v2/app/blobs/b");
    }
}
