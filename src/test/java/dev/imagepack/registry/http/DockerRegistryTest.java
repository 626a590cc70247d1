package dev.imagepack.registry.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.oci.Digest;
import dev.imagepack.registry.Body;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.testing.DockerRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/** The transport against the distribution project's own registry. */
class DockerRegistryTest {

    private static final byte[] BLOB = "some bytes of a layer".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    @Test
    void anOpenOneWithoutTlsTakesABlobAndGivesItBack() throws Exception {
        try (DockerRegistry registry = DockerRegistry.open(directory);
                HttpTransport transport =
                        HttpTransport.of(TransportSettings.PLAIN, CredentialSources.NONE, TransportLog.NONE)) {
            pushAndPull(transport, new Repository(registry.domain(), "team/app"));
        }
    }

    private static void pushAndPull(HttpTransport transport, Repository repository) throws IOException {
        Digest digest = Digest.of(BLOB);
        String location;
        String base;
        try (Reply opened = transport.send(Call.write("POST", repository, "blobs/uploads/", true))) {
            assertThat(opened.status()).isEqualTo(202);
            location = opened.header("location").orElseThrow();
            base = opened.address();
        }
        String target = location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
        try (Reply put = transport.send(
                Call.write("PUT", repository, "", false).at(target, base).body(Body.of(BLOB)))) {
            assertThat(put.status()).isEqualTo(201);
        }
        try (Reply blob = transport.send(Call.get(repository, "blobs/" + digest))) {
            assertThat(blob.status()).isEqualTo(200);
            assertThat(blob.body().readAllBytes()).isEqualTo(BLOB);
        }
        try (Reply absent = transport.send(Call.head(repository, "manifests/none"))) {
            assertThat(absent.status()).isEqualTo(404);
        }
    }
}
