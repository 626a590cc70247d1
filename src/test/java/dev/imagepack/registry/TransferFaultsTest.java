package dev.imagepack.registry;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.io.Progress;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.MediaType;
import dev.imagepack.registry.RepositoryWriter.Arrival;
import dev.imagepack.registry.http.ScriptedNet;
import dev.imagepack.registry.http.TransportFixture;

import static dev.imagepack.registry.http.ScriptedNet.cut;
import static dev.imagepack.registry.http.ScriptedNet.cutAfter;
import static dev.imagepack.registry.http.ScriptedNet.status;
import static dev.imagepack.registry.http.ScriptedNet.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A blob up and down while the registry misbehaves: every request that is made of it, in order. */
@Timeout(60)
class TransferFaultsTest {

    private static final String BYTES = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final Digest DIGEST = Digest.of(BYTES.getBytes());
    private static final Descriptor BLOB = new Descriptor(MediaType.LAYER_GZIP, DIGEST, BYTES.length());
    private static final String V2 = "https://registry.test/v2/team/app/";
    private static final String HEAD = "HEAD " + V2 + "blobs/" + DIGEST;
    private static final String GET = "GET " + V2 + "blobs/" + DIGEST;
    private static final String POST = "POST " + V2 + "blobs/uploads/";
    private static final String ANSWERS = "?digest=" + DIGEST;

    @TempDir
    private Path directory;

    private TransportFixture fixture;
    private ScriptedNet net;

    @BeforeEach
    void start() throws Exception {
        fixture = new TransportFixture(directory);
        net = fixture.net;
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static String up(String method, int session) {
        return method + " " + V2 + "up/" + session;
    }

    /** A chunk was taken, and the next one goes to another address. */
    private static ScriptedNet.Answer goesOnAt(int session) {
        return status(202, "Location", "/v2/team/app/up/" + session);
    }

    private static ScriptedNet.Answer has(int bytes, int session) {
        return status(204, "Location", "/v2/team/app/up/" + session, "Range", "0-" + (bytes - 1));
    }

    private Arrival push(long chunk) throws IOException {
        return new RepositoryWriter(fixture.transport(), TransportFixture.APP, new PushSession(), chunk)
                .ensure(BLOB, Body.of(BYTES.getBytes()), List.of(), Progress.NONE);
    }

    @Test
    void aChunkWhoseConnectionIsCutGoesOnWhereTheRegistryIs() throws IOException {
        net.on(POST, goesOnAt(1))
                .on(up("PATCH", 1), goesOnAt(2))
                .on(up("PATCH", 2), cut())
                .on(up("GET", 2), has(25, 3))
                .on(up("PUT", 3), status(201));
        assertThat(push(15)).isEqualTo(Arrival.SENT);
        assertThat(fixture.requests())
                .containsExactly(
                        HEAD,
                        POST,
                        up("PATCH", 1) + " [0-14]",
                        up("PATCH", 2) + " [15-29]",
                        HEAD,
                        up("GET", 2),
                        up("PUT", 3) + ANSWERS + " [25-35]");
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void aRegistryThatIsBusyIsWaitedForAtEachStep() throws IOException {
        net.on(HEAD, status(500), status(404))
                .on(POST, status(502), status(429, "Retry-After", "7"), goesOnAt(1))
                .on(up("PATCH", 1), status(429, "Retry-After", "3"), status(503), goesOnAt(2))
                .on(up("PUT", 2), status(503, "Retry-After", "5"), status(201));
        assertThat(push(30)).isEqualTo(Arrival.SENT);
        assertThat(fixture.requests())
                .containsExactly(
                        HEAD,
                        HEAD,
                        POST,
                        POST,
                        POST,
                        up("PATCH", 1) + " [0-29]",
                        up("PATCH", 1) + " [0-29]",
                        up("PATCH", 1) + " [0-29]",
                        up("PUT", 2) + ANSWERS + " [30-35]",
                        up("PUT", 2) + ANSWERS + " [30-35]");
        assertThat(fixture.pauses)
                .extracting(Duration::toMillis)
                .containsExactly(400L, 400L, 7000L, 3000L, 800L, 5000L);
    }

    @Test
    void aChunkThatMayHaveBeenTakenIsAskedAboutBeforeItIsSentAgain() throws IOException {
        net.on(POST, goesOnAt(1))
                .on(up("PATCH", 1), status(500))
                .on(up("GET", 1), has(30, 2))
                .on(up("PUT", 2), status(201));
        assertThat(push(30)).isEqualTo(Arrival.SENT);
        assertThat(fixture.requests())
                .containsExactly(
                        HEAD,
                        POST,
                        up("PATCH", 1) + " [0-29]",
                        HEAD,
                        up("GET", 1),
                        up("PUT", 2) + ANSWERS + " [30-35]");
    }

    @Test
    void anUploadThatTheRegistryForgotBeginsAnew() throws IOException {
        String forgotten = "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\"}]}";
        net.on(POST, goesOnAt(1), goesOnAt(2))
                .on(up("PATCH", 1), text(404, forgotten))
                .on(up("GET", 1), text(404, forgotten))
                .on(up("PATCH", 2), goesOnAt(3))
                .on(up("PUT", 3), status(201));
        assertThat(push(30)).isEqualTo(Arrival.SENT);
        assertThat(fixture.requests())
                .containsExactly(
                        HEAD,
                        POST,
                        up("PATCH", 1) + " [0-29]",
                        HEAD,
                        up("GET", 1),
                        POST,
                        up("PATCH", 2) + " [0-29]",
                        up("PUT", 3) + ANSWERS + " [30-35]");
    }

    @Test
    void aCommitThatIsRefusedForSomebodyElsesIsDone() throws IOException {
        net.on(HEAD, status(404), status(200)).on(POST, goesOnAt(1)).on(up("PUT", 1), status(409));
        assertThat(push(1000)).isEqualTo(Arrival.SENT);
        assertThat(fixture.requests()).containsExactly(HEAD, POST, up("PUT", 1) + ANSWERS, HEAD);
    }

    @Test
    void aTokenThatEndsInTheMiddleOfAnUploadIsRenewedAndTheChunkSentAgain() throws IOException {
        String tokens = "GET https://auth.test/token";
        ScriptedNet.Answer wantsToken = status(401, "WWW-Authenticate", "Bearer realm=\"https://auth.test/token\"");
        net.on(HEAD, wantsToken, status(404))
                .on(tokens, text(200, "{\"token\":\"t1\"}"), text(200, "{\"token\":\"t2\"}"))
                .on(POST, goesOnAt(1))
                .on(up("PATCH", 1), wantsToken, goesOnAt(2))
                .on(up("PUT", 2), status(201));
        assertThat(push(30)).isEqualTo(Arrival.SENT);
        String asks = tokens + "?scope=repository%3Ateam%2Fapp%3Apull%2Cpush";
        assertThat(fixture.requests())
                .containsExactly(
                        HEAD,
                        asks,
                        HEAD + " [Bearer t1]",
                        POST + " [Bearer t1]",
                        up("PATCH", 1) + " [Bearer t1, 0-29]",
                        asks,
                        up("PATCH", 1) + " [Bearer t2, 0-29]",
                        up("PUT", 2) + ANSWERS + " [Bearer t2, 30-35]");
    }

    @Test
    void anUploadThatNeverEndsIsGivenUpAndDeleted() {
        net.on(POST, goesOnAt(1))
                .on(up("PUT", 1), status(500))
                .on(up("GET", 1), status(204, "Location", "/v2/team/app/up/1", "Range", "0-0"))
                .on(up("DELETE", 1), status(204));
        assertThatThrownBy(() -> push(1000)).isInstanceOf(RegistryFault.class).hasMessageContaining("answered 500");
        String put = up("PUT", 1) + ANSWERS;
        assertThat(fixture.requests())
                .containsExactly(
                        HEAD,
                        POST,
                        put,
                        HEAD,
                        up("GET", 1),
                        put,
                        HEAD,
                        up("GET", 1),
                        put,
                        HEAD,
                        up("GET", 1),
                        put,
                        up("DELETE", 1));
    }

    private void pull() throws IOException {
        RepositoryReader reader = new RepositoryReader(fixture.transport(), TransportFixture.APP);
        new BlobStore(directory)
                .fetch(BLOB, from -> new ResumingInput(offset -> reader.blob(BLOB, offset), from, BLOB.size()));
    }

    private static ScriptedNet.Answer from(int offset, int end) {
        String range = "bytes " + offset + "-" + (BYTES.length() - 1) + "/" + BYTES.length();
        return exchange -> {
            exchange.getResponseHeaders().add("Content-Range", range);
            exchange.sendResponseHeaders(206, BYTES.length() - offset);
            exchange.getResponseBody().write(BYTES.substring(offset, end).getBytes());
            exchange.getResponseBody().flush();
        };
    }

    @Test
    void aDownloadThatIsCutAndMeetsABusyRegistryGoesOnWhereItEnded() throws IOException {
        net.on(
                GET,
                status(429, "Retry-After", "2"),
                cutAfter(BYTES.substring(0, 10), BYTES.length()),
                status(502),
                from(10, 20),
                from(20, 36));
        pull();
        assertThat(fixture.requests())
                .containsExactly(GET, GET, GET + " [bytes=10-]", GET + " [bytes=10-]", GET + " [bytes=20-]");
        assertThat(fixture.pauses).extracting(Duration::toMillis).containsExactly(2000L, 400L);
        assertThat(new BlobStore(directory).path(DIGEST)).hasContent(BYTES);
    }

    @Test
    void whatOneBuildGotIsNotAskedForByTheNext() throws IOException {
        net.on(GET, cutAfter(BYTES.substring(0, 10), BYTES.length()), status(500));
        assertThatThrownBy(this::pull).hasMessageContaining("answered 500 (tried 5 times)");
        net.instead(GET, from(10, 36));
        int before = fixture.requests().size();
        pull();
        assertThat(fixture.requests().subList(before, fixture.requests().size()))
                .containsExactly(GET + " [bytes=10-]");
        assertThat(new BlobStore(directory).path(DIGEST)).hasContent(BYTES);
    }
}
