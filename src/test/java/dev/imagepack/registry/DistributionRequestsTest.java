package dev.imagepack.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.imagepack.io.Progress;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.MediaType;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.http.HttpTransport;
import dev.imagepack.registry.http.TransportLog;
import dev.imagepack.registry.http.TransportSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What pulls and pushes look like on the wire, headers included, to a registry that uses all that the specification allows. */
@Timeout(60)
class DistributionRequestsTest {

    private static final byte[] MANIFEST =
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final byte[] BYTES = "0123456789abcdefghij0123456789abcdefghij".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = new Descriptor(MediaType.LAYER_GZIP, Digest.of(BYTES), BYTES.length);

    /** Method, path with query, and the headers that matter. */
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    private final Map<String, String> extra = new HashMap<>();
    private byte[] manifest = MANIFEST;
    private boolean refusesSecondChunk;
    private final List<String> warnings = new ArrayList<>();
    private HttpServer server;
    private HttpTransport transport;
    private Repository repository;
    private int uploads;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        repository = new Repository("127.0.0.1:" + server.getAddress().getPort(), "team/app");
        transport = HttpTransport.of(TransportSettings.PLAIN, CredentialSources.NONE, new TransportLog() {
            @Override
            public void warned(String registry, String text) {
                warnings.add(registry + ": " + text);
            }
        });
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().toString();
        if (!path.equals("/v2/")) {
            requests.add(exchange.getRequestMethod() + " " + path + headers(exchange));
        }
        extra.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                if (path.contains("/other/")) {
                    // Where an upload stands: another address again.
                    exchange.getResponseHeaders().add("Location", "../other/" + ++uploads);
                    exchange.getResponseHeaders().add("Range", "0-15");
                    give(exchange, 204, new byte[0]);
                } else {
                    give(exchange, 200, path.contains("/manifests/") ? manifest : new byte[0]);
                }
            }
            case "HEAD" -> give(exchange, path.contains("/manifests/") ? 200 : 404, new byte[0]);
            case "POST", "PATCH" -> {
                // Another address after each request, relative, and with a query of its own.
                exchange.getResponseHeaders().add("Location", "../other/" + ++uploads + "?_state=a%2Fb%3D");
                boolean refused = refusesSecondChunk && uploads == 3;
                give(exchange, refused ? 416 : 202, new byte[0]);
            }
            default -> give(exchange, 201, new byte[0]);
        }
    }

    private static String headers(HttpExchange exchange) {
        // Some Java releases say of a question that no body comes, others do not.
        boolean asks = List.of("GET", "HEAD").contains(exchange.getRequestMethod());
        return Stream.of("Accept", "Content-Length", "Content-Range", "Content-Type")
                .filter(name -> !asks || name.equals("Accept"))
                .filter(name -> exchange.getRequestHeaders().containsKey(name))
                .map(name -> "\n  " + name + ": " + exchange.getRequestHeaders().getFirst(name))
                .reduce("", String::concat);
    }

    private static void give(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void push(long chunk) throws IOException {
        new RepositoryWriter(transport, repository, new PushSession(), chunk)
                .ensure(BLOB, Body.of(BYTES), List.of(), Progress.NONE);
    }

    @Test
    void whatAManifestMayBeIsSaidWithEachQuestionForOne() throws IOException {
        RepositoryReader reader = new RepositoryReader(transport, repository);
        reader.manifest("1");
        extra.put("Docker-Content-Digest", Digest.of(MANIFEST).toString());
        reader.digestOf("1");
        String accept =
                "\n  Accept: application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json,"
                        + " application/vnd.docker.distribution.manifest.list.v2+json,"
                        + " application/vnd.docker.distribution.manifest.v2+json";
        assertThat(requests)
                .containsExactly("GET /v2/team/app/manifests/1" + accept, "HEAD /v2/team/app/manifests/1" + accept);
    }

    @Test
    void chunksGoInOrderEachToTheLatestAddressWithItsRange() throws IOException {
        push(16);
        assertThat(requests)
                .containsExactly(
                        "HEAD /v2/team/app/blobs/" + BLOB.digest(),
                        "POST /v2/team/app/blobs/uploads/\n  Content-Length: 0",
                        "PATCH /v2/team/app/blobs/other/1?_state=a%2Fb%3D\n  Content-Length: 16"
                                + "\n  Content-Range: 0-15\n  Content-Type: application/octet-stream",
                        "PATCH /v2/team/app/blobs/other/2?_state=a%2Fb%3D\n  Content-Length: 16"
                                + "\n  Content-Range: 16-31\n  Content-Type: application/octet-stream",
                        "PUT /v2/team/app/blobs/other/3?_state=a%2Fb%3D&digest=" + BLOB.digest()
                                + "\n  Content-Length: 8\n  Content-Range: 32-39"
                                + "\n  Content-Type: application/octet-stream");
    }

    @Test
    void afterA416TheUploadGoesOnAtTheAddressAndTheOffsetOfItsStatus() throws IOException {
        refusesSecondChunk = true;
        push(16);
        assertThat(requests.subList(3, requests.size()))
                .containsExactly(
                        "PATCH /v2/team/app/blobs/other/2?_state=a%2Fb%3D\n  Content-Length: 16"
                                + "\n  Content-Range: 16-31\n  Content-Type: application/octet-stream",
                        "HEAD /v2/team/app/blobs/" + BLOB.digest(),
                        "GET /v2/team/app/blobs/other/2?_state=a%2Fb%3D",
                        "PATCH /v2/team/app/blobs/other/4\n  Content-Length: 16"
                                + "\n  Content-Range: 16-31\n  Content-Type: application/octet-stream",
                        "PUT /v2/team/app/blobs/other/5?_state=a%2Fb%3D&digest=" + BLOB.digest()
                                + "\n  Content-Length: 8\n  Content-Range: 32-39"
                                + "\n  Content-Type: application/octet-stream");
    }

    @Test
    void aWholeBlobIsOnePutWithItsDigest() throws IOException {
        push(1000);
        assertThat(requests)
                .last()
                .isEqualTo("PUT /v2/team/app/blobs/other/1?_state=a%2Fb%3D&digest=" + BLOB.digest()
                        + "\n  Content-Length: 40\n  Content-Type: application/octet-stream");
    }

    @Test
    void noChunkIsSmallerThanTheRegistryDemands() throws IOException {
        extra.put("OCI-Chunk-Min-Length", "25");
        push(10);
        assertThat(requests)
                .filteredOn(request -> request.startsWith("PATCH"))
                .singleElement()
                .asString()
                .contains("Content-Length: 25", "Content-Range: 0-24");
    }

    @Test
    void aMountNamesTheBlobAndWhereItIs() throws IOException {
        new RepositoryWriter(transport, repository, new PushSession(), 1000)
                .ensure(BLOB, List.of(new Repository(repository.domain(), "base/runtime")));
        assertThat(requests)
                .contains("POST /v2/team/app/blobs/uploads/?mount=" + BLOB.digest() + "&from=base%2Fruntime"
                        + "\n  Content-Length: 0");
    }

    @Test
    void aManifestGoesWithItsOwnTypeAndNoParameters() throws IOException {
        new RepositoryWriter(transport, repository, new PushSession(), 1000)
                .tag(new Descriptor(MediaType.MANIFEST, Digest.of(MANIFEST), MANIFEST.length), MANIFEST, "1");
        assertThat(requests)
                .containsExactly("PUT /v2/team/app/manifests/1\n  Content-Length: " + MANIFEST.length
                        + "\n  Content-Type: application/vnd.oci.image.manifest.v1+json");
    }

    @Test
    void aManifestOfFourMegabytesGoesBothWays() throws IOException {
        String begin = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.MANIFEST + "\",\"annotations\":{\"a\":\"";
        manifest = (begin + "x".repeat((4 << 20) - begin.length() - 3) + "\"}}").getBytes(StandardCharsets.UTF_8);
        new RepositoryWriter(transport, repository, new PushSession())
                .tag(new Descriptor(MediaType.MANIFEST, Digest.of(manifest), manifest.length), manifest, "1");
        assertThat(requests).singleElement().asString().contains("\n  Content-Length: 4194304\n");
        assertThat(new RepositoryReader(transport, repository).manifest("1").bytes())
                .isEqualTo(manifest);
    }

    @Test
    void parametersOfAManifestsTypeAreIgnored() throws IOException {
        manifest = "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8);
        extra.put("Content-Type", MediaType.MANIFEST + "; charset=utf-8");
        assertThat(new RepositoryReader(transport, repository)
                        .manifest("1")
                        .descriptor()
                        .mediaType())
                .isEqualTo(MediaType.MANIFEST);
    }

    @Test
    void aManifestThatIsCalledAnotherKindOfOneIsRefused() throws IOException {
        RepositoryReader reader = new RepositoryReader(transport, repository);
        extra.put("Content-Type", MediaType.INDEX);
        assertThatThrownBy(() -> reader.manifest("1"))
                .isInstanceOf(RegistryFault.class)
                .hasMessageContaining("calls :1 " + MediaType.INDEX + ", but it is " + MediaType.MANIFEST);
        extra.put("Content-Type", "application/octet-stream");
        assertThat(reader.manifest("1").descriptor().mediaType()).isEqualTo(MediaType.MANIFEST);
    }

    @Test
    void aRegistryThatSaysNoDigestIsAskedForTheManifest() throws IOException {
        assertThat(new RepositoryReader(transport, repository).digestOf("1")).contains(Digest.of(MANIFEST));
        assertThat(requests)
                .extracting(request -> request.substring(0, request.indexOf('\n')))
                .containsExactly("HEAD /v2/team/app/manifests/1", "GET /v2/team/app/manifests/1");
    }

    @Test
    void aWarningIsReportedAndNothingElseIsDoneAboutIt() throws IOException {
        extra.put("Warning", "299 - \"This registry moves to \\\"new.example\\\" soon.\"");
        assertThat(new RepositoryReader(transport, repository).manifest("1").bytes())
                .isEqualTo(MANIFEST);
        assertThat(warnings).containsExactly(repository.domain() + ": This registry moves to \"new.example\" soon.");
        extra.put("Warning", "110 anderson/1.3.37 \"Response is stale\"");
        new RepositoryReader(transport, repository).manifest("1");
        assertThat(warnings).hasSize(1);
    }
}
