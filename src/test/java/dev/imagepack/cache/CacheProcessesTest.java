package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.cache.CacheFiles.Kind;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;
import dev.imagepack.testing.ChildJvm;

import static dev.imagepack.cache.TestLayers.SLOT;
import static dev.imagepack.cache.TestLayers.find;
import static dev.imagepack.cache.TestLayers.keep;
import static dev.imagepack.cache.TestLayers.result;
import static org.assertj.core.api.Assertions.assertThat;

/** The cache between threads and processes, and after processes that were killed. */
@Timeout(120)
class CacheProcessesTest {

    @TempDir
    Path root;

    private CacheFiles files() {
        return new CacheFiles(root);
    }

    /** Everything that can be found is whole: blobs hash to their names, and what a record names is there. */
    private void assertSound() throws IOException {
        Inventory inventory = Inventory.of(files());
        for (Inventory.Found blob : inventory.all(Kind.BLOB)) {
            try (InputStream in = Files.newInputStream(blob.file())) {
                assertThat(Digest.of(in)).isEqualTo(CacheFiles.blobOf(blob.file()));
            }
        }
        try (Cache cache = Cache.open(root)) {
            for (Inventory.Found record : inventory.all(Kind.RECORD)) {
                Optional<CacheRecord> read = CacheRecord.read(record.file());
                assertThat(read).as("%s", record.file()).isPresent();
                assertThat(cache.find(read.get().slot(), read.get().inputs())).isInstanceOf(Lookup.Hit.class);
            }
            for (Inventory.Found record : inventory.all(Kind.LAYER)) {
                StoredLayer layer = LayerRecords.read(record.file()).orElseThrow();
                Descriptor blob = layer.descriptor();
                assertThat(cache.blobs().contains(blob.digest(), blob.size())).isTrue();
            }
            for (Inventory.Found document : inventory.all(Kind.DERIVED)) {
                assertThat(cache.derived("listing", CacheFiles.digestOf(document.file())))
                        .isPresent();
            }
        }
    }

    private ChildJvm startWorker(String alias, int first, int end) throws IOException {
        return ChildJvm.start(CacheWorker.class, root.toString(), alias, "" + first, "" + end);
    }

    @Test
    void aProcessMayBeKilledAtAnyMoment() throws Exception {
        Random random = new Random(20261121);
        for (int round = 0; round < 6; round++) {
            try (ChildJvm worker = startWorker("app", round * 1000, 1_000_000)) {
                worker.awaitLine("open");
                worker.awaitLines(random.nextInt(25));
                for (int spin = random.nextInt(2_000_000); spin > 0; spin--) {
                    Thread.onSpinWait();
                }
                worker.kill();
            }
            assertSound();
        }

        try (Cache cache = Cache.open(root)) {
            CacheWorker.build(cache, "app", 0);
            assertThat(cache.find(CacheWorker.slot("app"), CacheWorker.inputsOf(0)))
                    .isEqualTo(new Lookup.Hit(result("app 0")));
        }
        CleanCache.clean(root, new CleanCache.Scope.Everything(), false);
        assertThat(root).doesNotExist();
    }

    @Test
    void twoProcessesMayBuildAtOnce() throws Exception {
        int count = ImageRecords.PER_SLOT;
        try (ChildJvm one = startWorker("one", 0, count);
                ChildJvm two = startWorker("two", 0, count)) {
            assertThat(one.awaitEnd()).isZero();
            assertThat(two.awaitEnd()).isZero();
        }

        assertSound();
        try (Cache cache = Cache.open(root)) {
            for (int i = 0; i < count; i++) {
                for (String alias : List.of("one", "two")) {
                    assertThat(cache.find(CacheWorker.slot(alias), CacheWorker.inputsOf(i)))
                            .isEqualTo(new Lookup.Hit(result(alias + " " + i)));
                }
            }
        }
        assertThat(Inventory.of(files()).all(Kind.TEMPORARY)).isEmpty();
        assertThat(Inventory.of(files()).all(Kind.BLOB)).hasSize(count + 1);
    }

    @Test
    void manyThreadsWithCachesOfTheirOwnMayBuildTheSameAtOnce() throws Exception {
        int count = 5;
        List<FutureTask<Void>> tasks = IntStream.range(0, 8)
                .mapToObj(thread -> new FutureTask<Void>(() -> {
                    try (Cache cache = Cache.open(root)) {
                        for (int i = 0; i < count; i++) {
                            CacheWorker.build(cache, thread % 2 == 0 ? "even" : "odd", i);
                        }
                    }
                    return null;
                }))
                .toList();
        tasks.forEach(task -> new Thread(task).start());
        for (FutureTask<Void> task : tasks) {
            task.get();
        }

        assertSound();
        assertThat(Inventory.of(files()).all(Kind.RECORD)).hasSize(2 * count);
        assertThat(Inventory.of(files()).all(Kind.TEMPORARY)).isEmpty();
    }

    @Test
    void buildsAndCleaningsMayAlternate() throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            boolean builds = thread != 0;
            tasks.add(new FutureTask<>(() -> {
                for (int i = 0; i < 8; i++) {
                    if (builds) {
                        buildAndFind(i);
                    } else {
                        CleanCache.clean(root, new CleanCache.Scope.Everything(), false);
                    }
                }
                return null;
            }));
        }
        tasks.forEach(task -> new Thread(task).start());
        for (FutureTask<Void> task : tasks) {
            task.get();
        }

        if (Files.exists(files().directory())) {
            assertSound();
        }
    }

    private void buildAndFind(int number) throws IOException {
        try (Cache cache = Cache.open(root)) {
            CacheWorker.build(cache, "app", number);
            assertThat(cache.find(CacheWorker.slot("app"), CacheWorker.inputsOf(number)))
                    .isEqualTo(new Lookup.Hit(result("app " + number)));
        }
    }

    /** The states that a process can leave behind, one after the other in the order of its writes. */
    @Test
    void everyStateInBetweenIsAMissThatTheNextBuildMends() throws IOException {
        Path record = files().record(SLOT, CacheInputsTest.inputs("text", "one").key());
        List<Step> states = List.of(
                (cache, blob) -> leaveTemporary(cache.blobs().path(blob), "half a blob"),
                (cache, blob) -> TestLayers.blob(cache.blobs(), "one"),
                (cache, blob) -> leaveTemporary(record, "{ half a record"),
                (cache, blob) -> {
                    Files.createDirectories(record.getParent());
                    Files.writeString(record, "");
                });
        for (Step state : states) {
            try (Cache cache = Cache.open(root)) {
                state.leave(cache, TestLayers.digest("one"));
            }
            try (Cache cache = Cache.open(root)) {
                assertThat(find(cache, SLOT, "one")).isInstanceOf(Lookup.Miss.class);
                keep(cache, SLOT, "one");
                assertThat(find(cache, SLOT, "one")).isInstanceOf(Lookup.Hit.class);
            }
            CleanCache.clean(root, new CleanCache.Scope.Project("none"), false);
            assertThat(Inventory.of(files()).all(Kind.TEMPORARY)).isEmpty();
            assertSound();
            Files.delete(record);
            CleanCache.clean(root, new CleanCache.Scope.Project("none"), false);
            assertThat(Inventory.of(files()).all(Kind.BLOB)).isEmpty();
        }
    }

    private interface Step {
        void leave(Cache cache, Digest blob) throws IOException;
    }

    private static void leaveTemporary(Path target, String content) throws IOException {
        Path temporary;
        try (AtomicFile file = AtomicFile.create(target);
                Stream<Path> beside = Files.list(target.getParent())) {
            temporary = beside.filter(AtomicFile::isTemporary).findFirst().orElseThrow();
        }
        Files.writeString(temporary, content);
    }

    @Test
    void aCleaningCutShortLeavesNoRecordWithoutItsBlobs() throws IOException {
        try (Cache cache = Cache.open(root)) {
            for (int i = 0; i < 3; i++) {
                CacheWorker.build(cache, "app", i);
            }
        }
        Sweep sweep = Sweep.plan(Inventory.of(files()), new CleanCache.Scope.Everything(), Instant.now());

        for (Path file : sweep.files()) {
            Files.delete(file);
            assertSound();
        }
        assertThat(sweep.files()).hasSizeGreaterThan(10);
    }
}
