package dev.imagepack.registry.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.oci.Digest;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.Body;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.ConfiguredCredentials;
import dev.imagepack.registry.credentials.CredentialHelpers;
import dev.imagepack.registry.credentials.CredentialSettings;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.testing.DockerRegistry;
import dev.imagepack.testing.Identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void oneWithTlsAndAPasswordTakesItFromWhoHasBoth() throws Exception {
        Identity identity = Identity.of("127.0.0.1");
        // Of secret-of-anna, made by htpasswd -B.
        Path passwords = Files.writeString(
                directory.resolve("htpasswd"), "anna:$2y$05$abcdefghijklmnopqrstuuc23/QwDHc8LgXOUnFt5Woh88M8btrAO\n");
        try (DockerRegistry registry = DockerRegistry.guarded(
                directory.resolve("registry"),
                passwords,
                identity.certificate(directory.resolve("server.pem")),
                identity.key(directory.resolve("server.key")))) {
            RegistrySettings trusting = new RegistrySettings(
                    false,
                    Optional.of(identity.authority(directory.resolve("ca.pem"))),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
            Repository repository = new Repository(registry.domain(), "team/app");
            try (HttpTransport transport = transport(registry, trusting, "secret-of-anna")) {
                pushAndPull(transport, repository);
                assertThat(CredentialCheck.of(transport, repository, Access.PUSH)
                                .taken())
                        .isTrue();
            }
            try (HttpTransport transport = transport(registry, trusting, "secret-of-bert")) {
                assertThatThrownBy(() -> pushAndPull(transport, repository))
                        .hasMessageContaining("access denied: 401 (UNAUTHORIZED authentication required)")
                        .hasMessageContaining("- configuration: found; refused")
                        .hasMessageNotContaining("secret-of-bert");
            }
            try (HttpTransport transport = transport(registry, RegistrySettings.PLAIN, "secret-of-anna")) {
                assertThatThrownBy(() -> pushAndPull(transport, repository)).hasMessageContaining("no answer");
            }
        }
    }

    private static HttpTransport transport(DockerRegistry registry, RegistrySettings settings, String password) {
        CredentialSettings given = new CredentialSettings(
                Optional.of(Credentials.of("anna", password)), Optional.empty(), Optional.empty());
        ConfiguredCredentials configured = new ConfiguredCredentials(Map.of(
                new ConfiguredCredentials.Use(registry.domain(), Access.PULL), given,
                new ConfiguredCredentials.Use(registry.domain(), Access.PUSH), given));
        return HttpTransport.of(
                new TransportSettings(Map.of(registry.domain(), settings), ProxyChoice.NONE, Timeouts.USUAL),
                new CredentialSources(configured.sources(CredentialHelpers.of(Map.of()))),
                TransportLog.NONE);
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
