package dev.imagepack.registry.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.registry.Body;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.RegistryFault;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.Credentials;

import static dev.imagepack.registry.http.ScriptedNet.echo;
import static dev.imagepack.registry.http.ScriptedNet.status;
import static dev.imagepack.registry.http.ScriptedNet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where a registry may send us, and what is shown there. */
class RedirectTest {

    private static final String PING = "GET https://registry.test/v2/";
    private static final String BLOB = "GET https://registry.test/v2/team/app/blobs/b";
    private static final String AUTHORIZED = " [Basic YW5uYTpwdw==]";

    @TempDir
    private Path directory;

    private TransportFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new TransportFixture(directory).source("file", new Credentials.Password("anna", "pw"));
        fixture.net.on(PING, status(401, "WWW-Authenticate", "Basic realm=\"r\""));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private List<String> afterPing() {
        return fixture.requests().subList(1, fixture.requests().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void theStoreOfTheBlobsIsShownNothing(int status) throws Exception {
        fixture.net
                .on(BLOB, status(status, "Location", "https://storage.test/b?signature=s"))
                .on("GET https://storage.test/b", text(200, "bytes"));
        assertThat(fixture.get("blobs/b")).isEqualTo("200 bytes");
        assertThat(afterPing()).containsExactly(BLOB + AUTHORIZED, "GET https://storage.test/b?signature=s");
    }

    @Test
    void theSameOriginIsStillShownEverything() throws Exception {
        fixture.net
                .on(BLOB, status(307, "Location", "/other/b"))
                .on("GET https://registry.test/other/b", text(200, "bytes"));
        fixture.get("blobs/b");
        assertThat(afterPing()).containsExactly(BLOB + AUTHORIZED, "GET https://registry.test/other/b" + AUTHORIZED);
    }

    @Test
    void anotherPortIsAnotherOrigin() throws Exception {
        fixture.net
                .on(BLOB, status(307, "Location", "https://registry.test:8443/b"))
                .on("GET https://registry.test:8443/b", text(200, "bytes"));
        fixture.get("blobs/b");
        assertThat(afterPing()).containsExactly(BLOB + AUTHORIZED, "GET https://registry.test:8443/b");
    }

    @Test
    void wayBackFromAnotherOriginNothingIsShown() throws Exception {
        fixture.net
                .on(BLOB, status(307, "Location", "https://storage.test/b"))
                .on("GET https://storage.test/b", status(307, "Location", "https://registry.test/c"))
                .on("GET https://registry.test/c", text(200, "bytes"));
        fixture.get("blobs/b");
        assertThat(afterPing())
                .containsExactly(BLOB + AUTHORIZED, "GET https://storage.test/b", "GET https://registry.test/c");
    }

    @Test
    void theRangeGoesAlong() throws Exception {
        fixture.net
                .on(BLOB, status(307, "Location", "https://storage.test/b"))
                .on("GET https://storage.test/b", text(206, "tes"));
        fixture.send(Call.get(TransportFixture.APP, "blobs/b").header("Range", "bytes=2-4"));
        assertThat(afterPing().get(1)).isEqualTo("GET https://storage.test/b [bytes=2-4]");
    }

    @Test
    void aRegistryWithoutTlsMaySendUsToItselfWithTls() throws Exception {
        fixture.registries.put("registry.test:80", fixture.settings(true));
        fixture.net
                .on("GET https://registry.test:80/v2/", ScriptedNet.cut())
                .on("GET http://registry.test/v2/", status(401, "WWW-Authenticate", "Basic realm=\"r\""))
                .on(
                        "GET http://registry.test/v2/app/blobs/b",
                        status(301, "Location", "https://registry.test/v2/app/blobs/b"))
                .on("GET https://registry.test/v2/app/blobs/b", text(200, "bytes"));
        fixture.send(Call.get(new Repository("registry.test:80", "app"), "blobs/b"));
        assertThat(fixture.requests())
                .endsWith(
                        "GET http://registry.test/v2/app/blobs/b" + AUTHORIZED,
                        "GET https://registry.test/v2/app/blobs/b" + AUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://registry.test/b",
                "http://storage.test/b",
                "https://127.0.0.1/b",
                "https://localhost:5000/b",
                "https://10.0.0.1/b",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/b",
                "https://0.0.0.0/b",
                "file:///etc/passwd",
                "https://user:canary@storage.test/b",
                "https://",
                "https://storage.test/a b",
            })
    void someStepsAreNotTaken(String location) {
        fixture.net.on(BLOB, status(307, "Location", location));
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .isInstanceOf(RegistryFault.class)
                .hasMessageStartingWith("GET https://registry.test/v2/team/app/blobs/b: the address")
                .hasMessageNotContaining("canary");
        assertThat(afterPing()).containsExactly(BLOB + AUTHORIZED);
    }

    @Test
    void aCircleEnds() {
        fixture.net.on(BLOB, status(307, "Location", "b"));
        assertThatThrownBy(() -> fixture.get("blobs/b")).hasMessageContaining("redirects go on and on");
        assertThat(afterPing()).hasSize(11);
    }

    @Test
    void aStoreThatDeniesIsNamedWithoutItsQuery() {
        fixture.net
                .on(BLOB, status(307, "Location", "https://storage.test/b?signature=canary"))
                .on("GET https://storage.test/b", status(403));
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .hasMessageContaining("the storage at https://storage.test/b, to which")
                .hasMessageNotContaining("canary");
    }

    @Test
    void aWriteIsRepeatedElsewhereOnlyWhenItStaysAWrite() throws Exception {
        String put = "PUT https://registry.test/v2/team/app/blobs/u";
        fixture.net
                .on(put, status(307, "Location", "https://storage.test/u"), status(302, "Location", "/x"))
                .on("PUT https://storage.test/u", echo());
        Call call = Call.write("PUT", TransportFixture.APP, "blobs/u", true)
                .body(Body.of("bytes".getBytes(StandardCharsets.UTF_8)));
        assertThat(fixture.send(call)).isEqualTo("200 bytes");
        assertThat(fixture.send(call)).isEqualTo("302");
        assertThat(afterPing()).containsExactly(put + AUTHORIZED, "PUT https://storage.test/u", put + AUTHORIZED);
    }

    private Call upload(String location) {
        return Call.write("PUT", TransportFixture.APP, "", false)
                .at(location, "https://registry.test/v2/team/app/blobs/uploads/")
                .body(Body.of("bytes".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anUploadGoesOnWhereTheRegistrySays() throws Exception {
        fixture.net.on("PUT https://registry.test/v2/up/1", echo()).on("PUT https://storage.test/up", echo());
        fixture.send(upload("/v2/up/1?state=x"));
        fixture.send(upload("https://registry.test/v2/up/1"));
        fixture.send(upload("https://storage.test/up?signature=s"));
        assertThat(afterPing())
                .containsExactly(
                        "PUT https://registry.test/v2/up/1?state=x" + AUTHORIZED,
                        "PUT https://registry.test/v2/up/1" + AUTHORIZED,
                        "PUT https://storage.test/up?signature=s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://registry.test/v2/up/1", "https://127.0.0.1/up", "https://10.0.0.1/up", "mailto:a@b"})
    void butNotEverywhere(String location) {
        assertThatThrownBy(() -> fixture.send(upload(location))).isInstanceOf(RegistryFault.class);
        assertThat(fixture.requests()).noneMatch(request -> request.startsWith("PUT"));
    }

    @Test
    void aRealmThatIsNotSafeIsShownNothing() {
        fixture.net.on(BLOB, status(401, "WWW-Authenticate", "Bearer realm=\"http://auth.test/token\",service=\"s\""));
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .hasMessage("registry.test: the server that it names for tokens, http://auth.test/token, would take the"
                        + " credentials without TLS");
        assertThat(fixture.requests()).noneMatch(request -> request.contains("auth.test"));
    }

    @Test
    void aTokenServerMaySendUsOnButNotWithTheCredentials() throws Exception {
        fixture.net
                .instead(PING, status(401, "WWW-Authenticate", "Bearer realm=\"https://auth.test/token\""))
                .on(BLOB, text(200, "b"))
                .on("GET https://auth.test/token", status(307, "Location", "https://storage.test/token"))
                .on("GET https://storage.test/token", text(200, "{\"token\":\"t\"}"));
        fixture.get("blobs/b");
        assertThat(fixture.requests()).contains("GET https://storage.test/token");
        assertThat(afterPing().get(0))
                .startsWith("GET https://auth.test/token?")
                .endsWith(AUTHORIZED);
    }

    @Test
    void aTokenServerMayNotSendUsToALocalAddress() {
        fixture.net
                .on(BLOB, status(401, "WWW-Authenticate", "Bearer realm=\"https://auth.test/token\""))
                .on("GET https://auth.test/token", status(307, "Location", "https://127.0.0.1/token"));
        assertThatThrownBy(() -> fixture.get("blobs/b"))
                .hasMessageStartingWith(
                        "GET https://auth.test/token: the address that it answers with leads to a local");
    }
}
