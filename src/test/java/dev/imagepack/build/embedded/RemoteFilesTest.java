package dev.imagepack.build.embedded;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.download.Downloads;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.History;
import dev.imagepack.oci.VersionedSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** ADD with an address. */
class RemoteFilesTest {

    private static final byte[] TOOL = "a tool\n".getBytes();
    private static final String CHECKSUM = Digest.of(TOOL).toString();
    private static final String HEX = Digest.of(TOOL).hex();
    private static final String ADD = "ADD --checksum=" + CHECKSUM + " ";

    @TempDir
    Path home;

    private final List<String> fetched = new ArrayList<>();
    private Scene scene;
    private byte[] file = TOOL;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
        scene.builder = Scene.builder(Scene.NO_REGISTRY, (address, checksum, store, arrived) -> {
            fetched.add(address.uri().toString());
            store.fetch(checksum, begun -> new VersionedSource.Answer("", 0, new ByteArrayInputStream(file)));
            arrived.accept(file.length);
        });
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private void assertRefused(String message, String... lines) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.build(scene.dockerfile(lines)))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.advice()).isNotBlank());
    }

    @Test
    void aDownloadedFileIsForRootAlone() throws IOException {
        assertThat(scene.tree("FROM scratch", ADD + "https://example.org/dir/tool /opt/"))
                .containsExactly("/opt dir 0755 0:0 {}", "/opt/tool file 0600 0:0 7 " + HEX + " {}");
        assertThat(fetched).containsExactly("https://example.org/dir/tool");
        assertThat(scene.downloads).containsExactly("app: https://example.org/dir/tool");
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/dir/tool, /opt, opt",
        "https://example.org/dir/tool, /opt/, opt/tool",
        "https://example.org/dir/tool, /, tool",
        "https://example.org/dir/tool, ., work/tool",
        "https://example.org/dir/tool?v=1#x, /opt/, opt/tool",
        "https://example.org/dir/a%20tool, /opt/, opt/a tool",
        "https://example.org, /opt/, opt/__unnamed__",
        "https://example.org, /opt, opt",
        "https://example.org/dir/tool, /there, there/tool",
    })
    void theNameComesFromTheAddressInsideADirectory(String address, String destination, String path)
            throws IOException {
        assertThat(scene.tree("FROM scratch", "WORKDIR /there", "WORKDIR /work", ADD + address + " " + destination))
                .contains("/" + path + " file 0600 0:0 7 " + HEX + " {}");
    }

    @Test
    void ownerModeAndVariablesApply() throws IOException {
        assertThat(scene.tree(
                        "FROM scratch",
                        "ARG HOST=example.org",
                        "ARG SUM=" + CHECKSUM,
                        "ADD --chown=7:8 --chmod=0755 --checksum=$SUM https://${HOST}/tool /a/",
                        "ADD --chmod=go+r --checksum=$SUM https://${HOST}/tool /b/",
                        "ADD --link --checksum=$SUM https://${HOST}/tool /c/"))
                .containsExactly(
                        "/a dir 0755 7:8 {}",
                        "/a/tool file 0755 7:8 7 " + HEX + " {}",
                        "/b dir 0755 0:0 {}",
                        "/b/tool file 0644 0:0 7 " + HEX + " {}",
                        "/c dir 0755 0:0 {}",
                        "/c/tool file 0600 0:0 7 " + HEX + " {}");
        assertThat(fetched).hasSize(1);
    }

    @Test
    void historySaysWhatBuildKitSays() throws IOException {
        Scene.Built built = scene.build(scene.dockerfile("FROM scratch", ADD + "https://example.org/tool?k=1 /opt/"));

        assertThat(built.config().history())
                .extracting(History::createdBy)
                .containsExactly("ADD https://example.org/tool?k=1 /opt/ # buildkit");
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes);
                TarWriter tar = new TarWriter(gzip)) {
            tar.write(TarEntry.file("bin/tool", 0751, TOOL.length).withOwner(5, 6), Content.of(TOOL));
        }
        return bytes.toByteArray();
    }

    @Test
    void anArchiveIsUnpackedOnlyIfThatIsSaid() throws IOException {
        file = archive();
        String sum = Digest.of(file).toString();
        String kept =
                "/x/a.tgz file 0600 0:0 " + file.length + " " + Digest.of(file).hex() + " {}";

        assertThat(scene.tree("FROM scratch", "ADD --checksum=" + sum + " https://example.org/a.tgz /x/"))
                .contains(kept);
        assertThat(scene.tree(
                        "FROM scratch", "ADD --unpack=false --checksum=" + sum + " https://example.org/a.tgz /x/"))
                .contains(kept);
        assertThat(scene.tree("FROM scratch", "ADD --unpack=true --checksum=" + sum + " https://example.org/a.tgz /x"))
                .contains("/x/bin/tool file 0751 5:6 7 " + HEX + " {}");
    }

    @Test
    void whatIsNoArchiveIsCopied() throws IOException {
        assertThat(scene.tree("FROM scratch", "ADD --unpack --checksum=" + CHECKSUM + " https://example.org/tool /x/"))
                .contains("/x/tool file 0600 0:0 7 " + HEX + " {}");
    }

    @Test
    void aFileThatTheCacheHasIsNotFetchedAgain() throws IOException {
        scene.build(scene.dockerfile("FROM scratch", ADD + "https://example.org/tool /a"));
        scene.builder = Scene.builder(Scene.NO_REGISTRY, Downloads.OFFLINE);

        assertThat(scene.tree("FROM scratch", ADD + "https://mirror.example/tool /b"))
                .containsExactly("/b file 0600 0:0 7 " + HEX + " {}");
        assertThat(fetched).hasSize(1);
    }

    @Test
    void nothingIsFetchedOffline() {
        scene.builder = Scene.builder(Scene.NO_REGISTRY, Downloads.OFFLINE);

        assertRefused(
                "Dockerfile:3: https://example.org/tool is not in the cache, and Maven works offline",
                "FROM scratch",
                "LABEL a=b",
                ADD + "https://example.org/tool?key=secret /a");
    }

    @Test
    void nothingIsFetchedForAStageThatIsNotNeededOrBeforeTheBuildRuns() throws IOException {
        scene.tree("FROM scratch AS other", ADD + "https://example.org/tool /a", "FROM scratch", "LABEL a=b");
        scene.prepare(scene.dockerfile("FROM scratch", ADD + "https://example.org/tool /a"));

        assertThat(fetched).isEmpty();
    }

    @Test
    void theChecksumIsAnInputAndTheKeyInTheQueryIsNot() throws IOException {
        assertThat(scene.inputs(scene.dockerfile("FROM scratch", ADD + "https://example.org/tool?key=secret /a")))
                .containsEntry("ADD https://example.org/tool " + CHECKSUM, CHECKSUM)
                .allSatisfy((name, value) -> assertThat(name + value).doesNotContain("secret"));
    }

    @Test
    void aFileIsKnownByItsContentAsOneOfTheContextIs() throws IOException {
        scene.file("tool", "a tool\n").mode("tool", 0600);

        assertThat(scene.build(scene.dockerfile("FROM scratch", "COPY tool /a"))
                        .image()
                        .layers())
                .isEqualTo(scene.build(scene.dockerfile("FROM scratch", ADD + "https://example.org/x /a"))
                        .image()
                        .layers());
    }

    @Test
    void aFileOfAStageIsCopiedFromThere() throws IOException {
        assertThat(scene.tree(
                        "FROM scratch AS web",
                        "ADD --chown=3 --checksum=" + CHECKSUM + " https://example.org/tool /a",
                        "FROM scratch",
                        "COPY --from=web /a /b"))
                .containsExactly("/b file 0600 3:3 7 " + HEX + " {}");
    }

    @Test
    void aTriggerOfABaseDownloadsToo() throws IOException {
        assertThat(scene.tree("FROM scratch AS base", "ONBUILD " + ADD + "https://example.org/tool /a", "FROM base"))
                .containsExactly("/a file 0600 0:0 7 " + HEX + " {}");
    }

    @Test
    void aFileThatWasSpoiltInTheCacheIsFound() throws IOException {
        scene.build(scene.dockerfile("FROM scratch", ADD + "https://example.org/tool /a"));
        Path blob = scene.cache.blobs().path(Digest.parse(CHECKSUM));
        Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(blob, "spoilt\n");

        assertRefused(
                blob + " cannot be used: expected " + CHECKSUM, "FROM scratch", ADD + "https://example.org/tool /b");
    }

    @ParameterizedTest
    @CsvSource({
        "ADD https://example.org/tool /a, 'ADD https://example.org/tool downloads a file without saying which'",
        "ADD --checksum=$NONE https://example.org/tool /a, 'ADD https://example.org/tool downloads a file'",
        "ADD --checksum=md5:00 https://example.org/tool /a, '--checksum: '",
        "ADD --checksum=SUM https://example.org/a https://example.org/b /a/, --checksum is for one source",
        "ADD --checksum=SUM https://example.org/a local /a/, --checksum is for one source",
        "ADD --checksum=SUM local /a/, --checksum is for a source that is downloaded",
        "ADD --checksum=SUM --keep-git-dir=true https://example.org/a.git /a/, ADD https://example.org/a.git clones",
        "ADD --checksum=SUM https://me:pw@example.org/a /a/, ADD https://example.org/a cannot be downloaded: it holds",
        "COPY https://example.org/* /a/, COPY https://example.org/*: COPY takes no source",
        "COPY git@example.org:a/* /a/, COPY git@example.org:a/*: COPY takes no source",
        "COPY --checksum=SUM https://example.org/a /a/, COPY",
    })
    void whatIsNotOneFileWithAChecksumIsRefused(String instruction, String message) throws IOException {
        scene.file("local", "x");
        List<String> lines = Arrays.asList("FROM scratch", instruction.replace("SUM", CHECKSUM));

        assertRefused("Dockerfile:2: " + message, lines.toArray(String[]::new));
        assertThat(fetched).isEmpty();
    }

    @Test
    void aHereDocumentMayStandBesideADownload() throws IOException {
        assertThat(scene.tree("FROM scratch", ADD + "https://example.org/tool <<note /a/", "hello", "note"))
                .anyMatch(line -> line.startsWith("/a/tool file 0600"))
                .anyMatch(line -> line.startsWith("/a/note file 0644"));
    }
}
