package dev.imagepack.cache;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.cache.CleanCache.Report;
import dev.imagepack.cache.CleanCache.Scope;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.StoredLayer;

import static dev.imagepack.cache.CacheInputsTest.inputs;
import static dev.imagepack.cache.TestLayers.blob;
import static dev.imagepack.cache.TestLayers.digest;
import static dev.imagepack.cache.TestLayers.find;
import static dev.imagepack.cache.TestLayers.keep;
import static dev.imagepack.cache.TestLayers.layer;
import static dev.imagepack.cache.TestLayers.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class CleanCacheTest {

    private static final Slot WEB = new Slot("shop:web", "app", "linux/amd64");
    private static final Slot API = new Slot("shop:api", "app", "linux/amd64");
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private Path root() {
        return directory.resolve("cache");
    }

    private CacheFiles files() {
        return new CacheFiles(root());
    }

    /** Cleans at noon, after a dry run that must say the same and change nothing. */
    private Report clean(Scope scope) throws IOException {
        Map<Path, Long> before = tree();
        Report announced = CleanCache.clean(root(), scope, true, InstantSource.fixed(NOON));
        assertThat(tree()).isEqualTo(before);
        Report report = CleanCache.clean(root(), scope, false, InstantSource.fixed(NOON));
        assertThat(report).isEqualTo(announced);
        assertThat(total(before) - total(tree())).isEqualTo(report.freedBytes());
        return report;
    }

    private Map<Path, Long> tree() throws IOException {
        Map<Path, Long> sizes = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.toList()) {
                sizes.put(path, Files.isDirectory(path) ? 0 : Files.size(path));
            }
        }
        return sizes;
    }

    private static long total(Map<Path, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    private void use(Slot slot, String text, Instant time) throws IOException {
        Files.setLastModifiedTime(files().record(slot, inputs("text", text).key()), FileTime.from(time));
    }

    @Test
    void aCacheThatIsNotThereIsClean() throws IOException {
        assertThat(clean(new Scope.Everything())).isEqualTo(new Report(List.of(), 0, 0, 0, 0, 0));
        assertThat(root()).doesNotExist();
    }

    @Test
    void aProjectsRecordsGoAndBlobsThatNobodyElseNeeds() throws IOException {
        Descriptor shared;
        Descriptor own;
        try (Cache cache = Cache.open(root())) {
            own = keep(cache, WEB, "own");
            shared = keep(cache, API, "shared");
            cache.keep(WEB, inputs("text", "both"), result("both"), List.of(own, shared));
        }

        Report report = clean(new Scope.Project("shop:web"));

        assertThat(report.droppedRecords()).containsExactly("shop:web app linux/amd64", "shop:web app linux/amd64");
        assertThat(report.droppedBlobs()).isEqualTo(1);
        assertThat(report.keptRecords()).isEqualTo(1);
        assertThat(report.keptBlobs()).isEqualTo(1);
        assertThat(report.keptBytes()).isEqualTo(shared.size());
        try (Cache cache = Cache.open(root())) {
            assertThat(find(cache, API, "shared")).isInstanceOf(Lookup.Hit.class);
            assertThat(find(cache, WEB, "own")).isEqualTo(new Lookup.Miss("first build"));
            assertThat(cache.blobs().list()).containsExactly(shared.digest());
        }
        assertThat(files().slot(WEB)).doesNotExist();
        assertThat(files().slot(WEB).getParent().getParent()).doesNotExist();
    }

    @Test
    void whatWasDownloadedForAnImageStaysWithIt() throws IOException {
        Digest download;
        try (Cache cache = Cache.open(root())) {
            download = cache.blobs().put("downloaded".getBytes(StandardCharsets.UTF_8));
            cache.keep(WEB, inputs("ADD https://example.org/a", download.toString()), result("web"), List.of());
        }

        clean(new Scope.Project("shop:api"));
        assertThat(files().directory().resolve("blobs/sha256/" + download.hex()))
                .exists();

        assertThat(clean(new Scope.Project("shop:web")).droppedBlobs()).isEqualTo(1);
        assertThat(files().directory().resolve("blobs/sha256/" + download.hex()))
                .doesNotExist();
    }

    @Test
    void anotherProjectWithASimilarNameStays() throws IOException {
        try (Cache cache = Cache.open(root())) {
            keep(cache, WEB, "1");
            keep(cache, new Slot("shop:Web", "app", "linux/amd64"), "2");
            keep(cache, new Slot("shop:web-2", "app", "linux/amd64"), "3");
        }

        assertThat(clean(new Scope.Project("shop:web")).keptRecords()).isEqualTo(2);
    }

    @Test
    void recordsThatWereNotUsedForLongGo() throws IOException {
        try (Cache cache = Cache.open(root())) {
            keep(cache, WEB, "old");
            keep(cache, WEB, "young");
            keep(cache, API, "exactly");
        }
        use(WEB, "old", NOON.minus(Duration.ofDays(8)));
        use(WEB, "young", NOON.minus(Duration.ofDays(6)));
        use(API, "exactly", NOON.minus(Duration.ofDays(7)));

        Report report = clean(new Scope.OlderThan(Duration.ofDays(7)));

        assertThat(report.droppedRecords()).containsExactly("shop:web app linux/amd64");
        try (Cache cache = Cache.open(root())) {
            assertThat(find(cache, WEB, "young")).isInstanceOf(Lookup.Hit.class);
            assertThat(find(cache, API, "exactly")).isInstanceOf(Lookup.Hit.class);
        }
    }

    @Test
    void theLeastUsedRecordsGoUntilTheRestIsSmallEnough() throws IOException {
        try (Cache cache = Cache.open(root())) {
            Descriptor shared = blob(cache.blobs(), "s".repeat(1000));
            for (String text : List.of("a", "b", "c", "d")) {
                Descriptor own = blob(cache.blobs(), text.repeat(100));
                cache.keep(WEB, inputs("text", text), result(text), List.of(own, shared));
            }
        }
        use(WEB, "c", NOON.minusSeconds(40));
        use(WEB, "a", NOON.minusSeconds(30));
        use(WEB, "d", NOON.minusSeconds(20));
        use(WEB, "b", NOON.minusSeconds(10));

        assertThat(clean(new Scope.LargerThan(1400)).droppedRecords()).isEmpty();
        Report report = clean(new Scope.LargerThan(1250));

        assertThat(report.droppedRecords()).hasSize(2);
        assertThat(report.keptBytes()).isEqualTo(1200);
        try (Cache cache = Cache.open(root())) {
            assertThat(find(cache, WEB, "d")).isInstanceOf(Lookup.Hit.class);
            assertThat(find(cache, WEB, "b")).isInstanceOf(Lookup.Hit.class);
        }
        assertThat(clean(new Scope.LargerThan(0)).keptRecords()).isZero();
    }

    @Test
    void whatNoRecordNeedsGoesInAnyCase() throws IOException {
        try (Cache cache = Cache.open(root())) {
            keep(cache, WEB, "kept");
            blob(cache.blobs(), "unreachable");
            cache.layer(digest("key"), () -> layer(cache.blobs(), "a layer of a build that failed"));
        }

        Report report = clean(new Scope.OlderThan(Duration.ofDays(10_000)));

        assertThat(report.droppedRecords()).isEmpty();
        assertThat(report.droppedBlobs()).isEqualTo(2);
        assertThat(report.keptBlobs()).isEqualTo(1);
        assertThat(files().layer(digest("key"))).doesNotExist();
    }

    @Test
    void layersAndDocumentsOfWhatStaysStay() throws IOException {
        byte[] document = "document".getBytes(StandardCharsets.UTF_8);
        Digest base = digest("a base that is mentioned");
        StoredLayer layer;
        try (Cache cache = Cache.open(root())) {
            layer = cache.layer(digest("key"), () -> layer(cache.blobs(), "content"));
            cache.keep(
                    WEB,
                    inputs("base", base.toString()),
                    Json.object().set("list", Json.texts(List.of("on " + digest("in the result")))),
                    List.of(layer.descriptor()));
            for (String of : List.of("a base that is mentioned", "in the result", "key", "nothing that is known")) {
                cache.keepDerived("listing", digest(of), document);
            }
            cache.keepDerived("listing", layer.descriptor().digest(), document);
        }

        clean(new Scope.OlderThan(Duration.ofDays(10_000)));

        try (Cache cache = Cache.open(root())) {
            for (String of : List.of("a base that is mentioned", "in the result", "key")) {
                assertThat(cache.derived("listing", digest(of))).as(of).hasValue(document);
            }
            assertThat(cache.derived("listing", layer.descriptor().digest())).hasValue(document);
            assertThat(cache.derived("listing", digest("nothing that is known")))
                    .isEmpty();
            assertThat(cache.layer(digest("key"), () -> {
                        throw new AssertionError("the layer is known");
                    }))
                    .isEqualTo(layer);
        }
        clean(new Scope.Project("shop:web"));
        assertThat(clean(new Scope.Everything()).freedBytes()).isZero();
    }

    @Test
    void whatIsKnownOfSoundLayersGoesWithThem() throws IOException {
        DiffId diffId = DiffId.of(digest("plain"));
        Digest kept;
        Digest dropped;
        try (Cache cache = Cache.open(root())) {
            kept = keep(cache, WEB, "kept").digest();
            dropped = blob(cache.blobs(), "dropped").digest();
            for (Digest layer : List.of(kept, dropped)) {
                cache.blobs().known().remember(layer, cache.blobs().path(layer), diffId);
                assertThat(files().derived("sound", layer)).exists();
            }
        }

        clean(new Scope.OlderThan(Duration.ofDays(10_000)));

        assertThat(files().derived("sound", dropped)).doesNotExist();
        try (Cache cache = Cache.open(root())) {
            assertThat(cache.blobs().known().find(kept, cache.blobs().path(kept)))
                    .contains(diffId);
        }
    }

    @Test
    void leftoversOfInterruptedWritesGo() throws IOException {
        Path temporary;
        try (Cache cache = Cache.open(root())) {
            Path blobs = cache.blobs().path(digest("x")).getParent();
            temporary = leaveTemporary(blobs.resolve("x"));
        }
        Path spool = files().temporary().resolve("spool");
        Files.createDirectories(spool.getParent());
        Files.writeString(spool, "a spool");
        Path memory = files().temporary(7);
        Files.createDirectories(memory.getParent());
        Files.writeString(memory, "half a memory");

        assertThat(clean(new Scope.Project("none")).freedBytes()).isEqualTo(4 + 7 + 13);
        assertThat(temporary).doesNotExist();
        assertThat(memory).doesNotExist();
        assertThat(spool.getParent()).doesNotExist();
    }

    @Test
    void whatCameOfADownloadThatWasCutIsKeptWhereOneProjectIsCleaned() throws IOException {
        Path beginning;
        try (Cache cache = Cache.open(root())) {
            Descriptor blob = new Descriptor("text/plain", digest("x"), 100);
            InputStream cut = new FilterInputStream(InputStream.nullInputStream()) {
                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    throw new IOException("reset");
                }
            };
            InputStream half = new ByteArrayInputStream("half".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> cache.blobs().fetch(blob, offset -> new SequenceInputStream(half, cut)))
                    .hasMessage("reset");
            Path directory = cache.blobs().path(digest("x")).getParent();
            try (Stream<Path> files = Files.list(directory)) {
                beginning = files.filter(BlobStore::isBeginning).findFirst().orElseThrow();
            }
        }
        Files.setLastModifiedTime(beginning, FileTime.from(NOON.minus(Duration.ofDays(2))));

        assertThat(clean(new Scope.Project("none")).freedBytes()).isZero();
        assertThat(clean(new Scope.OlderThan(Duration.ofDays(3))).freedBytes()).isZero();
        assertThat(beginning).hasContent("half");
        assertThat(clean(new Scope.OlderThan(Duration.ofDays(1))).freedBytes()).isEqualTo(4);
        assertThat(beginning).doesNotExist();
    }

    /** What a process leaves that is killed in the middle of a write. */
    private static Path leaveTemporary(Path target) throws IOException {
        Path temporary;
        try (AtomicFile file = AtomicFile.create(target);
                Stream<Path> beside = Files.list(target.getParent())) {
            temporary = beside.filter(AtomicFile::isTemporary).findFirst().orElseThrow();
        }
        return Files.writeString(temporary, "half");
    }

    @Test
    void recordsThatCannotBeReadGo() throws IOException {
        Descriptor blob;
        try (Cache cache = Cache.open(root())) {
            blob = keep(cache, WEB, "one");
        }
        Path record = files().record(WEB, inputs("text", "one").key());
        Files.writeString(record, "{");

        Report report = clean(new Scope.Project("none"));

        assertThat(report.droppedRecords()).containsExactly(record + " (unreadable)");
        assertThat(report.droppedBlobs()).isEqualTo(1);
        assertThat(files().directory().resolve("blobs/sha256/" + blob.digest().hex()))
                .doesNotExist();
    }

    @Test
    void everythingRemovesTheDirectoryToo() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");
        Files.setLastModifiedTime(file, FileTime.from(NOON));
        try (Cache cache = Cache.open(root())) {
            keep(cache, WEB, "one");
            cache.layer(digest("key"), () -> layer(cache.blobs(), "content"));
            cache.keepDerived("listing", digest("x"), new byte[3]);
            cache.files().of(file);
        }

        Report report = clean(new Scope.Everything());

        assertThat(report.droppedRecords()).hasSize(1);
        assertThat(report.keptRecords() + report.keptBlobs() + report.keptBytes())
                .isZero();
        assertThat(root()).doesNotExist();
        assertThat(file).exists();
    }

    @Test
    void everythingIsOnlyWhatIsOurs() throws IOException {
        try (Cache cache = Cache.open(root())) {
            keep(cache, WEB, "one");
        }
        Path outside = Files.createDirectories(directory.resolve("outside/blobs/sha256"));
        Path precious = Files.writeString(outside.resolve("0".repeat(64)), "mine");
        List<Path> foreign = List.of(
                Files.writeString(root().resolve("README"), "mine"),
                Files.writeString(files().directory().resolve("README"), "mine"),
                Files.writeString(files().slot(WEB).resolve("notes.json"), "mine"),
                Files.writeString(files().directory().resolve("blobs/sha256").resolve("0".repeat(63)), "mine"),
                Files.createSymbolicLink(
                        files().directory().resolve("blobs/sha256").resolve("0".repeat(64)), precious),
                Files.createSymbolicLink(files().directory().resolve("layers"), outside),
                Files.createSymbolicLink(files().directory().resolve("blobs/sha512"), outside));

        Report report = clean(new Scope.Everything());

        assertThat(report.droppedBlobs()).isEqualTo(1);
        assertThat(precious).hasContent("mine");
        assertThat(foreign).allMatch(path -> Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aLinkToTheCacheIsTheUsersAndStays() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(root()));
        try (Cache cache = Cache.open(link)) {
            keep(cache, WEB, "one");
        }

        assertThat(CleanCache.clean(link, new Scope.Everything(), false).droppedBlobs())
                .isEqualTo(1);
        assertThat(link).isSymbolicLink();
        assertThat(root()).isEmptyDirectory();
    }

    @Test
    void cleaningWaitsUntilTheCacheIsClosed() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        FutureTask<Boolean> cleaning = new FutureTask<>(() -> {
            CleanCache.clean(root(), new Scope.Everything(), false);
            return closed.get();
        });
        try (Cache cache = Cache.open(root())) {
            Thread thread = new Thread(cleaning);
            thread.setDaemon(true);
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING && !cleaning.isDone()) {
                Thread.onSpinWait();
            }
            keep(cache, WEB, "while the cleaning waits");
            assertThat(find(cache, WEB, "while the cleaning waits")).isInstanceOf(Lookup.Hit.class);
            closed.set(true);
        }

        assertThat(cleaning.get()).isTrue();
    }

    @Test
    void negativeLimitsAreRefused() {
        assertThatThrownBy(() -> new Scope.LargerThan(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Scope.OlderThan(Duration.ofDays(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
