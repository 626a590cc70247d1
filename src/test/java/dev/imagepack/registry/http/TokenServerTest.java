package dev.imagepack.registry.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.registry.Call;
import dev.imagepack.registry.RegistryFault;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.Credentials;

import static dev.imagepack.registry.http.ScriptedNet.cut;
import static dev.imagepack.registry.http.ScriptedNet.status;
import static dev.imagepack.registry.http.ScriptedNet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The servers that registries name for tokens: which are asked, with what, and every request that is made, in order. */
class TokenServerTest {

    private static final String PING = "GET https://registry.test/v2/";
    private static final String BLOB = "GET https://registry.test/v2/team/app/blobs/b";
    private static final String AUTHORIZED = " [Basic YW5uYTpwdw==]";
    private static final String SCOPE = "scope=repository%3Ateam%2Fapp%3Apull";

    @TempDir
    private Path directory;

    private TransportFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new TransportFixture(directory);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private void login() {
        fixture.source("file", new Credentials.Password("anna", "pw"));
    }

    private static ScriptedNet.Answer names(String realm) {
        return status(401, "WWW-Authenticate", "Bearer realm=\"" + realm + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://registry.test/token",
                "https://registry.test:8443/token",
                "https://auth.test/token",
                "https://auth.test:8443/deep/token"
            })
    void whoMayBeAskedIsShownTheCredentialsAndTheRegistryTheTokenOnly(String realm) throws Exception {
        login();
        fixture.net
                .on(PING, names(realm))
                .on("GET " + realm, text(200, "{\"token\":\"t\"}"))
                .on(BLOB, text(200, "bytes"));
        assertThat(fixture.get("blobs/b")).isEqualTo("200 bytes");
        assertThat(fixture.requests())
                .containsExactly(
                        PING, "GET " + realm + "?" + SCOPE + "&account=anna" + AUTHORIZED, BLOB + " [Bearer t]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://registry.test/token",
                "http://auth.test/token",
                "https://127.0.0.1/token",
                "https://localhost/token",
                "https://me.localhost/token",
                "https://2130706433/token",
                "https://[::1]/token",
                "https://[::ffff:127.0.0.1]/token",
                "https://0.0.0.0/token",
                "https://10.1.2.3/token",
                "https://192.168.1.1/token",
                "https://169.254.169.254/latest/meta-data",
                "https://[fe80::1]/token",
                "https://[fd00::1]/token",
                "https://anna:pw@auth.test/token",
                "ftp://auth.test/token",
                "file:///etc/passwd",
                "/token",
                "",
            })
    void othersAreNotAskedNorIsTheRegistryAnyFurther(String realm) {
        login();
        fixture.net.on(PING, names(realm)).on(BLOB, text(200, "bytes"));
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .isInstanceOf(RegistryFault.class)
                .hasMessageStartingWith("registry.test: the server that it names for tokens, ");
        assertThat(fixture.requests()).containsExactly(PING);
    }

    /** No proxy is before this machine, so whoever is asked here is asked directly. */
    @Test
    void nobodyOnThisMachineHearsOfIt() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        HttpServer local = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        local.createContext("/", exchange -> {
            heard.add(exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        local.start();
        try {
            login();
            String address = "http://127.0.0.1:" + local.getAddress().getPort();
            fixture.net.on(PING, names(address + "/token"), status(200));
            assertThatThrownBy(() -> fixture.get("blobs/b"))
                    .hasMessageContaining("the server that it names for tokens");
            fixture.net.on(BLOB, status(307, "Location", address + "/b"));
            assertThatThrownBy(() -> fixture.get("blobs/b")).isInstanceOf(RegistryFault.class);
            assertThat(heard).isEmpty();
        } finally {
            local.stop(0);
        }
    }

    @Test
    void aRegistryWithoutTlsMayNameItsOwnHostOnly() throws Exception {
        login();
        fixture.registries.put("registry.test:80", fixture.settings(true));
        String plain = "GET http://registry.test/v2/";
        String blob = plain + "team/app/blobs/b";
        fixture.net
                .on("GET https://registry.test:80/v2/", cut())
                .on(plain, names("http://registry.test/token"))
                .on("GET http://registry.test/token", text(200, "{\"token\":\"t\"}"))
                .on(blob, text(200, "bytes"), names("https://auth.test/token"));
        Call call = Call.get(new Repository("registry.test:80", "team/app"), "blobs/b");
        assertThat(fixture.send(call)).isEqualTo("200 bytes");
        assertThatThrownBy(() -> fixture.send(call))
                .hasMessageContaining("is another host, named by a registry without TLS");
        assertThat(fixture.requests())
                .filteredOn(request -> request.startsWith("GET http:") && !request.equals(plain))
                .containsExactly(
                        "GET http://registry.test/token?" + SCOPE + "&account=anna" + AUTHORIZED,
                        blob + " [Bearer t]",
                        blob + " [Bearer t]");
        assertThat(fixture.requests()).noneMatch(request -> request.contains("auth.test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer realm=\"https://auth.test/token\",service=\"reg\",scope=\"repository:team/app:pull,push\"",
                "Bearer scope=\"repository:team/app:pull,push\", service=\"reg\" , realm=\"https://auth.test/token\"",
                "BEARER Service=reg,REALM=\"https://auth.test/token\"",
                "Basic realm=\"or, so\", Bearer service=\"reg\",realm=\"https://auth.test/token\"",
                "Negotiate, Bearer realm=\"https://auth.test/token\",service=\"reg\", Digest realm=\"d\", nonce=\"a,b\"",
            })
    void howeverAChallengeIsWrittenTheSameIsAskedFor(String challenge) throws Exception {
        fixture.net
                .on(BLOB, status(401, "WWW-Authenticate", challenge), text(200, "bytes"))
                .on("GET https://auth.test/token", text(200, "{\"token\":\"t\"}"));
        assertThat(fixture.get("blobs/b")).isEqualTo("200 bytes");
        assertThat(fixture.requests())
                .containsExactly(BLOB, "GET https://auth.test/token?service=reg&" + SCOPE, BLOB + " [Bearer t]");
    }
}
