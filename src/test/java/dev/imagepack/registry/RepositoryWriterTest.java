package dev.imagepack.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.registry.RepositoryWriter.Arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class RepositoryWriterTest {

    private static final Repository TARGET = new Repository("registry.example", "team/app");
    private static final Repository BASE = new Repository("registry.example", "base/jre");
    private static final byte[] BYTES = "0123456789abcdefghijklmnopqrstuvwxyz".getBytes();
    private static final Descriptor BLOB = new Descriptor("application/octet-stream", Digest.of(BYTES), BYTES.length);

    private final MemoryRegistry registry = new MemoryRegistry();
    private final PushSession session = new PushSession();
    private final AtomicLong sent = new AtomicLong();

    private RepositoryWriter writer(Repository repository, long chunk) {
        return new RepositoryWriter(registry, repository, session, chunk);
    }

    private Arrival ensure(Repository repository, long chunk, Repository... others) throws IOException {
        return writer(repository, chunk).ensure(BLOB, Body.of(BYTES), List.of(others), sent::addAndGet);
    }

    private byte[] stored(Repository repository) {
        return registry.blobs(repository.toString()).get(BLOB.digest().toString());
    }

    private static Optional<Reply> when(Call call, String method, IOReply reply) throws IOException {
        return call.method().equals(method) ? Optional.of(reply.get()) : Optional.empty();
    }

    private interface IOReply {
        Reply get() throws IOException;
    }

    private static RegistryFault cut() {
        return new RegistryFault("registry.example: connection reset", "Try again.", 0, null);
    }

    @Test
    void aSmallBlobIsSentInOneRequest() throws IOException {
        assertThat(ensure(TARGET, 1000)).isEqualTo(Arrival.SENT);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
        assertThat(sent).hasValue(BYTES.length);
        assertThat(registry.requests())
                .extracting(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly("HEAD", "POST", "PUT");
    }

    @Test
    void aLargeBlobIsSentInChunks() throws IOException {
        assertThat(ensure(TARGET, 10)).isEqualTo(Arrival.SENT);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
        assertThat(registry.requests())
                .extracting(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly("HEAD", "POST", "PATCH", "PATCH", "PATCH", "PUT");
    }

    @Test
    void aBlobThatIsThereIsNotSent() throws IOException {
        ensure(TARGET, 1000);
        registry.drain();
        assertThat(ensure(TARGET, 1000)).isEqualTo(Arrival.PRESENT);
        assertThat(registry.requests()).hasSize(1).first().asString().startsWith("HEAD");
    }

    @Test
    void aBlobOfAnotherRepositoryIsMounted() throws IOException {
        registry.blobs(BASE.toString()).put(BLOB.digest().toString(), BYTES);
        assertThat(ensure(
                        TARGET,
                        1000,
                        new Repository("other.example", "x"),
                        new Repository(TARGET.domain(), "none"),
                        BASE))
                .isEqualTo(Arrival.MOUNTED);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
        assertThat(sent).hasValue(0);
        assertThat(registry.requests()).noneMatch(request -> request.contains("other.example"));
    }

    @Test
    void whereNothingCanBeMountedTheUploadThatTheRegistryBeganIsUsed() throws IOException {
        registry.blobs(BASE.toString()).put(BLOB.digest().toString(), BYTES);
        registry.withoutMounts();
        assertThat(ensure(TARGET, 1000, BASE)).isEqualTo(Arrival.SENT);
        assertThat(registry.requests())
                .extracting(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly("HEAD", "POST", "PUT");
    }

    @Test
    void whoMayNotReadTheOtherRepositorySendsTheBytes() throws IOException {
        registry.failOnce((call, self) -> when(call, "POST", () -> {
            throw new RegistryFault("registry.example: 403", "Log in.", 403, null);
        }));
        assertThat(ensure(TARGET, 1000, BASE)).isEqualTo(Arrival.SENT);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
    }

    @Test
    void withoutItsBytesABlobIsThereOrLentOrMissing() throws IOException {
        RepositoryWriter writer = writer(TARGET, 1000);
        assertThat(writer.ensure(BLOB, List.of(BASE))).isEmpty();
        registry.blobs(BASE.toString()).put(BLOB.digest().toString(), BYTES);
        assertThat(writer.ensure(BLOB, List.of(BASE))).contains(Arrival.MOUNTED);
        assertThat(writer.ensure(BLOB, List.of(BASE))).contains(Arrival.PRESENT);
    }

    @Test
    void anUploadThatWasCutGoesOnWhereItEnded() throws IOException {
        registry.failOnce((call, self) -> when(call, "PATCH", () -> {
            self.receive(call, 4);
            throw cut();
        }));
        assertThat(ensure(TARGET, 10)).isEqualTo(Arrival.SENT);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
        assertThat(registry.requests())
                .extracting(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly("HEAD", "POST", "PATCH", "HEAD", "GET", "PATCH", "PATCH", "PATCH", "PUT");
    }

    @Test
    void anUploadThatTheRegistryForgotBeginsAnew() throws IOException {
        registry.failOnce((call, self) -> when(call, "PUT", () -> {
            self.forgetUploads();
            return self.answer(call);
        }));
        assertThat(ensure(TARGET, 10)).isEqualTo(Arrival.SENT);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @CsvSource({"409, BLOB_UPLOAD_INVALID", "400, DIGEST_INVALID"})
    void aBlobThatSomebodyElseHasBroughtInTheMeantimeIsThere(int status, String code) throws IOException {
        registry.failOnce((call, self) -> when(call, "PUT", () -> {
            self.blobs(TARGET.toString()).put(BLOB.digest().toString(), BYTES);
            return MemoryRegistry.error(status, code);
        }));
        assertThat(ensure(TARGET, 1000)).isEqualTo(Arrival.SENT);
        assertThat(registry.requests())
                .extracting(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly("HEAD", "POST", "PUT", "HEAD");
    }

    @Test
    void whoIsInTheWayOfSomebodyElsesCommitTriesAgain() throws IOException {
        registry.failOnce((call, self) -> when(call, "PUT", () -> MemoryRegistry.error(409, "BLOB_UPLOAD_INVALID")));
        assertThat(ensure(TARGET, 1000)).isEqualTo(Arrival.SENT);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
        assertThat(registry.requests())
                .extracting(request -> request.substring(0, request.indexOf(' ')))
                .containsExactly("HEAD", "POST", "PUT", "HEAD", "GET", "PUT");
    }

    @Test
    void aChunkThatDoesNotFitGoesOnWhereTheRegistryIs() throws IOException {
        registry.failOnce((call, self) -> when(call, "PATCH", () -> MemoryRegistry.error(416, "BLOB_UPLOAD_INVALID")));
        assertThat(ensure(TARGET, 10)).isEqualTo(Arrival.SENT);
        assertThat(stored(TARGET)).isEqualTo(BYTES);
    }

    @Test
    void whatTheRegistrySaysItStoredIsCompared() {
        String other = Digest.of(new byte[0]).toString();
        MemoryRegistry.Fault lies = (call, self) -> when(
                call,
                "PUT",
                () -> new Reply(
                        201, Map.of("docker-content-digest", List.of(other)), "memory", InputStream.nullInputStream()));
        registry.failOnce(lies);
        assertThatThrownBy(() -> ensure(TARGET, 1000)).hasMessageContaining("the registry stored " + other);
        registry.failOnce(lies);
        assertThatThrownBy(() -> writer(TARGET, 1000).put(BLOB, BYTES))
                .hasMessageContaining("the registry stored the manifest " + BLOB.digest() + " as " + other);
    }

    @Test
    void aRequestWhoseAnswerWasLostIsNotRepeated() throws IOException {
        registry.failOnce((call, self) -> when(call, "PUT", () -> {
            self.answer(call).close();
            throw cut();
        }));
        assertThat(ensure(TARGET, 1000)).isEqualTo(Arrival.SENT);
        assertThat(registry.requests().stream().filter(request -> request.startsWith("PUT")))
                .hasSize(1);
    }

    @Test
    void anUploadThatFailsAgainAndAgainIsGivenUp() {
        for (int i = 0; i < 10; i++) {
            registry.failOnce((call, self) -> when(call, "PUT", () -> MemoryRegistry.error(500, "UNKNOWN")));
        }
        assertThatThrownBy(() -> ensure(TARGET, 1000))
                .isInstanceOf(RegistryFault.class)
                .hasMessageContaining("registry.example/team/app")
                .hasMessageContaining("status 500 (UNKNOWN sorry)");
        assertThat(registry.requests().stream().filter(request -> request.startsWith("PUT")))
                .hasSize(4);
        assertThat(registry.requests()).last().asString().startsWith("DELETE");
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        registry.failOnce((call, self) -> when(call, "POST", () -> MemoryRegistry.error(403, "DENIED")));
        assertThatThrownBy(() -> ensure(TARGET, 1000)).hasMessageContaining("status 403 (DENIED sorry)");
        assertThat(registry.requests()).hasSize(2);
    }

    @Test
    void modulesThatPushOneBlobAtOnceSendItOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        CountDownLatch together = new CountDownLatch(8);
        List<Future<Arrival>> arrivals = new java.util.ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Repository repository = new Repository("registry.example", "team/module" + i);
            arrivals.add(threads.submit(() -> {
                together.countDown();
                together.await();
                return ensure(repository, 1000);
            }));
        }
        int mounted = 0;
        for (Future<Arrival> arrival : arrivals) {
            mounted += arrival.get() == Arrival.MOUNTED ? 1 : 0;
        }
        threads.shutdown();
        assertThat(mounted).isEqualTo(7);
        assertThat(sent).hasValue(BYTES.length);
    }

    @Test
    void whenTheFirstModuleFailsTheNextOneTriesByItself() throws IOException {
        registry.failOnce((call, self) -> when(call, "POST", () -> MemoryRegistry.error(403, "DENIED")));
        assertThatThrownBy(() -> ensure(TARGET, 1000)).isInstanceOf(RegistryFault.class);
        assertThat(ensure(BASE, 1000)).isEqualTo(Arrival.SENT);
    }

    @Test
    void aManifestIsWrittenUnderItsDigestAndThenTagged() throws IOException {
        SampleImage image = SampleImage.of(Layer.gzip("a", "a"));
        RepositoryWriter writer = writer(TARGET, 1000);
        assertThatThrownBy(() -> writer.put(image.manifestDescriptor(), image.manifest()))
                .hasMessageContaining("MANIFEST_BLOB_UNKNOWN");
        writer.ensure(image.configDescriptor(), Body.of(image.config()), List.of(), Progress.NONE);
        Layer layer = image.layers().get(0);
        writer.ensure(layer.descriptor(), Body.of(layer.stored()), List.of(), Progress.NONE);
        registry.drain();
        writer.put(image.manifestDescriptor(), image.manifest());
        writer.tag(image.manifestDescriptor(), image.manifest(), "1");
        String digest = image.manifestDescriptor().digest().toString().substring(0, 15);
        assertThat(registry.requests())
                .containsExactly(
                        "PUT registry.example/team/app manifests/" + digest,
                        "PUT registry.example/team/app manifests/1");
        assertThat(writer.digestOf("1")).contains(image.manifestDescriptor().digest());
        assertThat(writer.digestOf("2")).isEmpty();
    }
}
