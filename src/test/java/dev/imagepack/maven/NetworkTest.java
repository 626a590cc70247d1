package dev.imagepack.maven;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpServer;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.download.Address;
import dev.imagepack.download.Downloads;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.registry.http.ProxyChoice;

import static org.assertj.core.api.Assertions.assertThat;

class NetworkTest {

    private static final byte[] BYTES = "a file".getBytes();

    @TempDir
    Path root;

    @SuppressWarnings("deprecation")
    private static MavenSession session(boolean offline) {
        return new MavenSession(null, null, new DefaultMavenExecutionRequest().setOffline(offline), null);
    }

    @Test
    void nothingIsDownloadedOffline() {
        assertThat(Network.downloads(session(true), () -> ProxyChoice.NONE)).isSameAs(Downloads.OFFLINE);
    }

    @Test
    void onlineFilesAreDownloaded() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/file", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, BYTES.length);
                exchange.getResponseBody().write(BYTES);
            }
        });
        server.start();
        try {
            Address address =
                    Address.parse("http://localhost:" + server.getAddress().getPort() + "/file");
            BlobStore store = new BlobStore(root);

            Network.downloads(session(false), () -> ProxyChoice.NONE)
                    .fetch(address, Digest.of(BYTES), store, bytes -> {});

            assertThat(store.path(Digest.of(BYTES))).hasBinaryContent(BYTES);
        } finally {
            server.stop(0);
        }
    }
}
