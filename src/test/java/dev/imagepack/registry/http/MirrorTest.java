package dev.imagepack.registry.http;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.registry.Call;

import static dev.imagepack.registry.http.ScriptedNet.cut;
import static dev.imagepack.registry.http.ScriptedNet.status;
import static dev.imagepack.registry.http.ScriptedNet.text;
import static org.assertj.core.api.Assertions.assertThat;

/** When a mirror is asked, and when it is not enough. */
class MirrorTest {

    private static final String OWN = "GET https://registry.test/v2/team/app/manifests/1";
    private static final String COPY = "GET https://mirror.test/v2/team/app/manifests/1";
    private static final String DEEP = "GET https://storage.test/v2/hub/proxy/team/app/manifests/1";

    @TempDir
    private Path directory;

    private TransportFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new TransportFixture(directory);
        fixture.registries.put("registry.test", fixture.settings(false, "mirror.test", "storage.test/hub/proxy/"));
        fixture.net.on(OWN, text(200, "own"));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void whatItHasComesFromThere() throws Exception {
        fixture.net.on(COPY, text(200, "copy"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 copy");
        assertThat(fixture.requests()).containsExactly(COPY);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 401, 403, 400, 302})
    void whatItHasNotComesFromTheNext(int status) throws Exception {
        fixture.net.on(COPY, status(status)).on(DEEP, text(200, "deep"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 deep");
        assertThat(fixture.requests()).containsExactly(COPY, DEEP);
    }

    @Test
    void afterTheLastMirrorTheRegistryItselfIsAsked() throws Exception {
        assertThat(fixture.get("manifests/1")).isEqualTo("200 own");
        assertThat(fixture.requests()).containsExactly(COPY, DEEP, OWN);
        assertThat(fixture.events)
                .containsExactly(
                        "passed over mirror.test for registry.test/team/app: it answered 404",
                        "passed over storage.test/hub/proxy for registry.test/team/app: it answered 404");
    }

    @Test
    void aMirrorThatIsBrokenIsTriedTwice() throws Exception {
        fixture.net.on(COPY, status(503)).on(DEEP, text(200, "deep"));
        assertThat(fixture.get("manifests/1")).isEqualTo("200 deep");
        assertThat(fixture.requests()).containsExactly(COPY, COPY, DEEP);
    }

    @Test
    void aMirrorThatDoesNotAnswerIsNotAskedAgain() throws Exception {
        fixture.net.on(COPY, cut()).on(DEEP, text(200, "deep"));
        fixture.get("manifests/1");
        int asked = (int) fixture.requests().stream().filter(COPY::equals).count();
        fixture.get("manifests/1");
        assertThat(fixture.requests()).filteredOn(COPY::equals).hasSize(asked);
        assertThat(fixture.requests()).endsWith(DEEP, DEEP);
    }

    @Test
    void itsCredentialsAreItsOwn() throws Exception {
        fixture.net
                .on(
                        COPY,
                        status(401, "WWW-Authenticate", "Bearer realm=\"https://mirror.test/token\",service=\"m\""),
                        text(200, "copy"))
                .on("GET https://mirror.test/token", text(200, "{\"token\":\"t\"}"));
        fixture.get("manifests/1");
        assertThat(fixture.events).containsExactly("accepted mirror.test/team/app PULL anonymous");
    }

    @Test
    void nothingIsWrittenThere() throws Exception {
        String upload = "POST https://registry.test/v2/team/app/blobs/uploads/";
        fixture.net.on(upload, status(202)).on("HEAD https://registry.test/v2/team/app/blobs/b", status(200));
        fixture.send(Call.write("POST", TransportFixture.APP, "blobs/uploads/", true));
        fixture.send(Call.head(TransportFixture.APP, "blobs/b").forPush());
        assertThat(fixture.requests()).containsExactly(upload, "HEAD https://registry.test/v2/team/app/blobs/b");
    }
}
