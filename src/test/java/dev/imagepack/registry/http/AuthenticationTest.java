package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

/** Who is shown what, and when. */
class AuthenticationTest {

    private static final String MANIFEST = "GET https://registry.test/v2/team/app/manifests/1";
    private static final String UPLOADS = "POST https://registry.test/v2/team/app/blobs/uploads/";
    private static final String TOKENS = "GET https://auth.test/token";
    private static final String PULL = TOKENS + "?service=reg&scope=repository%3Ateam%2Fapp%3Apull";
    private static final ScriptedNet.Answer WANTS_TOKEN =
            status(401, "WWW-Authenticate", "Bearer realm=\"https://auth.test/token\",service=\"reg\",scope=\"any\"");
    private static final ScriptedNet.Answer WANTS_PASSWORD = status(401, "WWW-Authenticate", "Basic realm=\"r\"");
    private static final Credentials ANNA = new Credentials.Password("anna", "secret-of-anna");
    private static final Credentials BERT = new Credentials.Password("bert", "secret-of-bert");

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

    private static String basic(String pair) {
        return " [Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)) + "]";
    }

    private static ScriptedNet.Answer token(String value) {
        return text(200, "{\"token\":\"" + value + "\"}");
    }

    @Test
    void anOpenRegistryIsAskedOnce() throws Exception {
        fixture.net.on(MANIFEST, text(200, "m"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 m");
        assertThat(fixture.requests()).containsExactly(MANIFEST);
    }

    @Test
    void nobodyGetsATokenForWhatIsPublic() throws Exception {
        fixture.net.on(MANIFEST, WANTS_TOKEN, text(200, "m")).on(TOKENS, token("t1"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 m");
        assertThat(fixture.get("manifests/1")).isEqualTo("200 m");
        assertThat(fixture.requests())
                .containsExactly(MANIFEST, PULL, MANIFEST + " [Bearer t1]", MANIFEST + " [Bearer t1]");
        assertThat(fixture.events).containsExactly("accepted registry.test/team/app PULL anonymous");
    }

    @Test
    void somebodyAsksFirstWhatTheRegistryWants() throws Exception {
        fixture.source("file", ANNA);
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_TOKEN)
                .on(MANIFEST, text(200, "m"))
                .on(TOKENS, token("t1"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 m");
        assertThat(fixture.requests())
                .containsExactly(
                        "GET https://registry.test/v2/",
                        TOKENS + "?service=reg&scope=repository%3Ateam%2Fapp%3Apull&account=anna"
                                + basic("anna:secret-of-anna"),
                        MANIFEST + " [Bearer t1]");
    }

    @Test
    void aPasswordIsShownToTheRegistryItself() throws Exception {
        fixture.source("file", ANNA);
        fixture.net.on("GET https://registry.test/v2/", WANTS_PASSWORD).on(MANIFEST, text(200, "m"));
        fixture.get("manifests/1");
        assertThat(fixture.requests())
                .containsExactly("GET https://registry.test/v2/", MANIFEST + basic("anna:secret-of-anna"));
    }

    @Test
    void whatARegistryRepeatsInAnyErrorIsShownWithoutWhatIsSecret() throws Exception {
        fixture.source("file", ANNA);
        String shown = basic("anna:secret-of-anna").replaceAll(".*Basic |]", "");
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_PASSWORD)
                .on(MANIFEST, text(400, "Basic " + shown + " is anna:secret-of-anna"));
        assertThat(fixture.get("manifests/1")).isEqualTo("400 Basic *** is anna:***");
    }

    @Test
    void aSecretIsTakenOutBeforeWhatARegistrySaysIsCutToALine() throws Exception {
        fixture.source("file", ANNA);
        String message = "x".repeat(280) + " secret-of-anna";
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_PASSWORD)
                .on(MANIFEST, text(403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"" + message + "\"}]}"));
        assertThatThrownBy(() -> fixture.get("manifests/1"))
                .hasMessageContaining("DENIED x")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anIdentityTokenIsPostedToTheTokenServer() throws Exception {
        fixture.source("file", new Credentials.IdentityToken("refresh/me"));
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_TOKEN)
                .on("POST https://auth.test/token", exchange -> {
                    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(form)
                            .isEqualTo("grant_type=refresh_token&client_id=imagepack&service=reg"
                                    + "&scope=repository%3Ateam%2Fapp%3Apull&refresh_token=refresh%2Fme");
                    text(200, "{\"access_token\":\"t2\"}").give(exchange);
                })
                .on(MANIFEST, text(200, "m"));
        fixture.get("manifests/1");
        assertThat(fixture.requests())
                .containsExactly(
                        "GET https://registry.test/v2/", "POST https://auth.test/token", MANIFEST + " [Bearer t2]");
    }

    @Test
    void anIdentityTokenIsNotSentAfterARedirect() throws Exception {
        fixture.source("file", new Credentials.IdentityToken("refresh"));
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_TOKEN)
                .on("POST https://auth.test/token", status(307, "Location", "https://storage.test/token"));
        assertThatThrownBy(() -> fixture.get("manifests/1")).isInstanceOf(RegistryFault.class);
        assertThat(fixture.requests()).noneMatch(request -> request.contains("storage.test"));
    }

    @Test
    void eachKindOfAccessHasItsOwnScope() throws Exception {
        fixture.net
                .on(MANIFEST, WANTS_TOKEN, text(200, "m"))
                .on(UPLOADS, text(202, ""))
                .on(TOKENS, token("t1"), token("t2"), token("t3"));
        fixture.get("manifests/1");
        fixture.send(Call.write("POST", TransportFixture.APP, "blobs/uploads/", true));
        fixture.send(Call.write("POST", TransportFixture.APP, "blobs/uploads/?mount=x&from=team/base", true)
                .mounting("team/base"));
        assertThat(fixture.requests())
                .containsExactly(
                        MANIFEST,
                        PULL,
                        MANIFEST + " [Bearer t1]",
                        TOKENS + "?service=reg&scope=repository%3Ateam%2Fapp%3Apull%2Cpush",
                        UPLOADS + " [Bearer t2]",
                        TOKENS + "?service=reg&scope=repository%3Ateam%2Fapp%3Apull%2Cpush"
                                + "&scope=repository%3Ateam%2Fbase%3Apull",
                        UPLOADS + "?mount=x&from=team/base [Bearer t3]");
    }

    @Test
    void whoMayNotReadTheRepositoryThatABlobIsMountedFromIsNotReplaced() throws Exception {
        fixture.source("file", ANNA).source("other file", new Credentials.Password("bert", "secret-of-bert"));
        Call mount = Call.write("POST", TransportFixture.APP, "blobs/uploads/?mount=x&from=team/base", true)
                .mounting("team/base");
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_TOKEN)
                .on(UPLOADS, WANTS_TOKEN, text(202, ""))
                .on(TOKENS, token("t1"), token("t2"), status(403), token("t3"));
        // The registry refuses the token; later on, the token server refuses to give one.
        assertThatThrownBy(() -> fixture.send(mount)).hasMessageContaining("access denied: 401");
        fixture.send(Call.write("POST", TransportFixture.APP, "blobs/uploads/", true));
        fixture.later(Duration.ofDays(1));
        assertThatThrownBy(() -> fixture.send(mount)).hasMessageContaining("access denied");
        fixture.send(Call.write("POST", TransportFixture.APP, "blobs/uploads/", true));
        assertThat(fixture.requests())
                .filteredOn(request -> request.startsWith(UPLOADS))
                .last()
                .asString()
                .isEqualTo(UPLOADS + " [Bearer t3]");
        assertThat(fixture.requests()).noneMatch(request -> request.contains("account=bert"));
    }

    @Test
    void aTokenIsRenewedShortlyBeforeItsEnd() throws Exception {
        fixture.net
                .on(MANIFEST, WANTS_TOKEN, text(200, "m"))
                .on(TOKENS, text(200, "{\"token\":\"t1\",\"expires_in\":300}"), token("t2"));
        fixture.get("manifests/1");
        fixture.later(Duration.ofSeconds(269));
        fixture.get("manifests/1");
        fixture.later(Duration.ofSeconds(2));
        fixture.get("manifests/1");
        assertThat(fixture.requests())
                .containsExactly(
                        MANIFEST,
                        PULL,
                        MANIFEST + " [Bearer t1]",
                        MANIFEST + " [Bearer t1]",
                        PULL,
                        MANIFEST + " [Bearer t2]");
    }

    @Test
    void aRememberedTokenThatIsRefusedIsRenewedOnce() throws Exception {
        fixture.net
                .on(MANIFEST, WANTS_TOKEN, text(200, "m"), WANTS_TOKEN, text(200, "n"), WANTS_TOKEN)
                .on(TOKENS, token("t1"), token("t2"), token("t3"));
        fixture.get("manifests/1");
        assertThat(fixture.get("manifests/1")).isEqualTo("200 n");
        assertThatThrownBy(() -> fixture.get("manifests/1")).hasMessageContaining("access denied: 401");
        assertThat(fixture.requests())
                .containsExactly(
                        MANIFEST,
                        PULL,
                        MANIFEST + " [Bearer t1]",
                        MANIFEST + " [Bearer t1]",
                        PULL,
                        MANIFEST + " [Bearer t2]",
                        MANIFEST + " [Bearer t2]",
                        PULL,
                        MANIFEST + " [Bearer t3]");
    }

    @Test
    void theNextSourceIsTriedWhenOneIsRefused() throws Exception {
        fixture.source("first", ANNA).source("second", BERT);
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_TOKEN)
                .on(TOKENS, text(401, "{\"details\":\"incorrect username or password\"}"), token("t1"))
                .on(MANIFEST, text(200, "m"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 m");
        assertThat(fixture.events)
                .containsExactly(
                        "refused registry.test/team/app first: the token server answered 401 (incorrect username or"
                                + " password)",
                        "accepted registry.test/team/app PULL second");
    }

    @Test
    void afterTheLastSourceNobodyIsEnoughForWhatIsPublic() throws Exception {
        fixture.source("stale", ANNA);
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_TOKEN)
                .on(TOKENS, status(401), token("t1"))
                .on(MANIFEST, text(200, "m"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 m");
        assertThat(fixture.requests().get(2)).isEqualTo(PULL);
    }

    @Test
    void whenAllAreRefusedTheFaultTellsWhatEachWasAnswered() throws Exception {
        fixture.source("first", ANNA).source("second", BERT);
        fixture.net
                .on("GET https://registry.test/v2/", WANTS_PASSWORD)
                .on(
                        MANIFEST,
                        text(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"bad\"}]}"),
                        text(403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not secret-of-bert\"}]}"),
                        text(401, ""));
        assertThatThrownBy(() -> fixture.get("manifests/1"))
                .isInstanceOf(RegistryFault.class)
                .hasMessage("registry.test/team/app: GET manifests/1: access denied: 401\n"
                        + "Credentials tried, in this order:\n"
                        + "- first: found; refused: the registry answered 401 (UNAUTHORIZED bad)\n"
                        + "- second: found; refused: the registry answered 403 (DENIED not ***)\n"
                        + "- anonymous: refused: the registry answered 401");
        assertThat(fixture.requests())
                .containsExactly(
                        "GET https://registry.test/v2/",
                        MANIFEST + basic("anna:secret-of-anna"),
                        MANIFEST + basic("bert:secret-of-bert"),
                        MANIFEST);
    }

    @Test
    void whatIsForbiddenToEverybodyIsNotAskedForTwice() {
        fixture.net.on(MANIFEST, status(403));
        assertThatThrownBy(() -> fixture.get("manifests/1")).hasMessageContaining("access denied: 403");
        assertThat(fixture.requests()).containsExactly(MANIFEST);
    }

    @Test
    void aBodyIsSentAgainAfterTheChallenge() throws Exception {
        String put = "PUT https://registry.test/v2/team/app/manifests/1";
        fixture.net.on(put, WANTS_TOKEN, echo()).on(TOKENS, token("t1"));
        Call call = Call.write("PUT", TransportFixture.APP, "manifests/1", false)
                .body(Body.of("{}".getBytes(StandardCharsets.UTF_8)));
        assertThat(fixture.send(call)).isEqualTo("200 {}");
    }

    @Test
    void aTokenThatIsNoneIsAFaultThatDoesNotShowIt() {
        fixture.net.on(MANIFEST, WANTS_TOKEN).on(TOKENS, token("bad\\r\\nX-Header: canary"));
        assertThatThrownBy(() -> fixture.get("manifests/1"))
                .hasMessage("token from https://auth.test/token: the answer holds no token");
    }

    @Test
    void oneTokenServesManyThreads() throws Exception {
        fixture.net.on(MANIFEST, WANTS_TOKEN, text(200, "m")).on(TOKENS, token("t1"));
        fixture.get("manifests/1");
        fixture.later(Duration.ofHours(1));
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(number -> new Thread(() -> {
                    try {
                        fixture.get("manifests/1");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(fixture.requests().stream().filter(PULL::equals)).hasSize(2);
        assertThat(fixture.requests()).hasSize(3 + 1 + 8);
    }

    @Test
    void dockerHubIsWhereItIs() throws Exception {
        fixture.source("file", ANNA);
        fixture.net
                .on(
                        "GET https://registry-1.docker.io/v2/",
                        status(
                                401,
                                "WWW-Authenticate",
                                "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\""))
                .on("GET https://auth.docker.io/token", token("t1"))
                .on("GET https://registry-1.docker.io/v2/library/alpine/manifests/3", text(200, "m"));
        assertThat(fixture.send(Call.get(new Repository("docker.io", "library/alpine"), "manifests/3")))
                .isEqualTo("200 m");
        assertThat(fixture.requests().get(1))
                .startsWith("GET https://auth.docker.io/token?service=registry.docker.io&")
                .endsWith(basic("anna:secret-of-anna"));
    }
}
