package dev.imagepack.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;

import static dev.imagepack.cache.CacheInputsTest.inputs;
import static dev.imagepack.cache.TestLayers.SLOT;
import static dev.imagepack.cache.TestLayers.blob;
import static dev.imagepack.cache.TestLayers.digest;
import static dev.imagepack.cache.TestLayers.find;
import static dev.imagepack.cache.TestLayers.keep;
import static dev.imagepack.cache.TestLayers.layer;
import static dev.imagepack.cache.TestLayers.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CacheTest {

    @TempDir
    Path directory;

    private Path root;
    private CacheFiles files;
    private Cache cache;

    @BeforeEach
    void open() throws IOException {
        root = directory.resolve("a/cache");
        files = new CacheFiles(root);
        cache = Cache.open(root);
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
    }

    @Test
    void theFirstBuildIsAMiss() {
        assertThat(find(cache, SLOT, "one")).isEqualTo(new Lookup.Miss("first build"));
    }

    @Test
    void whatWasKeptIsFound() throws IOException {
        keep(cache, SLOT, "one");

        assertThat(find(cache, SLOT, "one")).isEqualTo(new Lookup.Hit(result("one")));
    }

    @Test
    void whatWasKeptIsFoundByAnotherCacheOverTheSameDirectory() throws IOException {
        keep(cache, SLOT, "one");
        cache.close();

        try (Cache other = Cache.open(root)) {
            assertThat(find(other, SLOT, "one")).isEqualTo(new Lookup.Hit(result("one")));
        }
    }

    @Test
    void aMissSaysWhatIsDifferentFromTheLastUse() throws IOException {
        keep(cache, SLOT, "one");
        keep(cache, SLOT, "two");
        ageBySeconds("two", 10);

        assertThat(find(cache, SLOT, "three")).isEqualTo(new Lookup.Miss("text changed from one to three"));

        assertThat(find(cache, SLOT, "two")).isInstanceOf(Lookup.Hit.class);
        assertThat(find(cache, SLOT, "three")).isEqualTo(new Lookup.Miss("text changed from two to three"));
    }

    @Test
    void goingBackToEarlierInputsHits() throws IOException {
        keep(cache, SLOT, "main");
        keep(cache, SLOT, "branch");

        assertThat(find(cache, SLOT, "main")).isEqualTo(new Lookup.Hit(result("main")));
        assertThat(find(cache, SLOT, "branch")).isEqualTo(new Lookup.Hit(result("branch")));
    }

    @Test
    void aSlotKeepsTheTenLastUsed() throws IOException {
        for (int i = 0; i < ImageRecords.PER_SLOT; i++) {
            keep(cache, SLOT, "build " + i);
            ageBySeconds("build " + i, 1000 - i);
        }
        assertThat(find(cache, SLOT, "build 0")).isInstanceOf(Lookup.Hit.class);

        keep(cache, SLOT, "another");

        assertThat(find(cache, SLOT, "build 0")).isInstanceOf(Lookup.Hit.class);
        assertThat(find(cache, SLOT, "build 1")).isInstanceOf(Lookup.Miss.class);
        assertThat(find(cache, SLOT, "build 2")).isInstanceOf(Lookup.Hit.class);
        assertThat(find(cache, SLOT, "another")).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void slotsDoNotSeeEachOther() throws IOException {
        keep(cache, SLOT, "one");

        for (Slot other : List.of(
                new Slot("shop:api", "app", "linux/amd64"),
                new Slot("shop:web", "App", "linux/amd64"),
                new Slot("shop:web", "app", "linux/arm64"))) {
            assertThat(find(cache, other, "one")).isEqualTo(new Lookup.Miss("first build"));
        }
    }

    @Test
    void slotNamesDoNotLeaveTheDirectory() throws IOException {
        Slot hostile = new Slot("../../..", "..", "/etc/../..");
        keep(cache, hostile, "one");

        assertThat(find(cache, hostile, "one")).isInstanceOf(Lookup.Hit.class);
        assertThat(files.record(hostile, inputs("text", "one").key()).normalize())
                .startsWith(files.records());
    }

    @Test
    void aRecordThatCannotBeReadIsAMissAndIsWrittenAnew() throws IOException {
        keep(cache, SLOT, "one");
        Path record = record("one");
        Files.write(record, new byte[10]);

        assertThat(find(cache, SLOT, "one")).isEqualTo(new Lookup.Miss("its record could not be read"));
        assertThat(find(cache, SLOT, "two")).isEqualTo(new Lookup.Miss("its record could not be read"));

        keep(cache, SLOT, "one");
        assertThat(find(cache, SLOT, "one")).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void aRecordOfAnotherSlotIsNotTrusted() throws IOException {
        Slot other = new Slot("shop:api", "app", "linux/amd64");
        keep(cache, SLOT, "one");
        Files.createDirectories(files.slot(other));
        Files.copy(record("one"), files.record(other, inputs("text", "one").key()));

        assertThat(find(cache, other, "one")).isEqualTo(new Lookup.Miss("its record could not be read"));
    }

    @Test
    void aRecordOfOtherInputsIsNotTrusted() throws IOException {
        keep(cache, SLOT, "one");
        Files.copy(record("one"), record("two"));

        assertThat(find(cache, SLOT, "two")).isEqualTo(new Lookup.Miss("its record could not be read"));
    }

    @Test
    void aRecordWhoseBlobIsGoneIsAMiss() throws IOException {
        Descriptor blob = keep(cache, SLOT, "one");
        cache.blobs().delete(blob.digest());

        assertThat(find(cache, SLOT, "one")).isEqualTo(new Lookup.Miss("blob " + blob.digest() + " is gone"));
    }

    @Test
    void aBlobOfAnotherSizeCountsAsGone() throws IOException {
        Descriptor blob = keep(cache, SLOT, "one");
        Files.write(cache.blobs().path(blob.digest()), new byte[1]);

        assertThat(find(cache, SLOT, "one")).isEqualTo(new Lookup.Miss("blob " + blob.digest() + " is gone"));
    }

    @Test
    void aRecordIsNotKeptBeforeItsBlobs() {
        Descriptor absent = new Descriptor("a/b", digest("absent"), 6);

        assertThatThrownBy(() -> cache.keep(SLOT, inputs(), result("x"), List.of(absent)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(absent.digest().toString())
                .hasMessageContaining(SLOT.toString());
        assertThat(cache.find(SLOT, inputs())).isEqualTo(new Lookup.Miss("first build"));
    }

    @Test
    void aHitChangesNothingButTheTimeOfUse() throws IOException {
        keep(cache, SLOT, "one");
        ageBySeconds("one", 3600);
        List<String> before = tree();
        byte[] bytes = Files.readAllBytes(record("one"));

        assertThat(find(cache, SLOT, "one")).isInstanceOf(Lookup.Hit.class);

        assertThat(tree()).isEqualTo(before);
        assertThat(Files.readAllBytes(record("one"))).isEqualTo(bytes);
        assertThat(Files.getLastModifiedTime(record("one")).toInstant())
                .isAfter(Instant.now().minusSeconds(1800));
    }

    @Test
    void aLayerIsMadeOnce() throws IOException {
        List<String> made = new ArrayList<>();
        StoredLayer first = cache.layer(digest("key"), maker(made, "content"));
        StoredLayer second = cache.layer(digest("key"), maker(made, "other content"));

        assertThat(second).isEqualTo(first);
        assertThat(made).containsExactly("content");
        assertThat(cache.layer(digest("other key"), maker(made, "other content")))
                .isNotEqualTo(first);
    }

    @Test
    void aLayerWhoseBlobIsGoneIsMadeAnew() throws IOException {
        List<String> made = new ArrayList<>();
        StoredLayer layer = cache.layer(digest("key"), maker(made, "content"));
        cache.blobs().delete(layer.descriptor().digest());

        assertThat(cache.layer(digest("key"), maker(made, "content"))).isEqualTo(layer);
        assertThat(made).hasSize(2);
    }

    @Test
    void aLayerWhoseRecordIsBrokenIsMadeAnew() throws IOException {
        List<String> made = new ArrayList<>();
        cache.layer(digest("key"), maker(made, "content"));
        String record = Files.readString(files.layer(digest("key")));
        List<String> broken = List.of(
                "",
                "{}",
                record.substring(0, 40),
                record.replace("\"format\": 1", "\"format\": 2"),
                record.replace("\"diffId\": \"sha256", "\"diffId\": \"sha1"),
                record.replace("\"digest\": \"sha256", "\"digest\": \"../"),
                record.replace("\"size\": ", "\"size\": -"),
                record.replace("\"mediaType\"", "\"type\""));

        for (String text : broken) {
            Files.writeString(files.layer(digest("key")), text);
            cache.layer(digest("key"), maker(made, "content"));
        }

        assertThat(made).hasSize(1 + broken.size());
    }

    @Test
    void aLayerThatCannotBeMadeIsNotRemembered() throws IOException {
        IOException failure = new IOException("disk full");
        assertThatThrownBy(() -> cache.layer(digest("key"), () -> {
                    throw failure;
                }))
                .isSameAs(failure);

        List<String> made = new ArrayList<>();
        cache.layer(digest("key"), maker(made, "content"));
        assertThat(made).hasSize(1);
    }

    @Test
    void aDerivedDocumentComesBack() throws IOException {
        byte[] listing = "a listing".getBytes(StandardCharsets.UTF_8);
        cache.keepDerived("listing", digest("layer"), listing);
        cache.keepDerived("empty", digest("layer"), new byte[0]);

        assertThat(cache.derived("listing", digest("layer"))).hasValue(listing);
        assertThat(cache.derived("empty", digest("layer"))).hasValue(new byte[0]);
        assertThat(cache.derived("listing", digest("other"))).isEmpty();
        assertThat(cache.derived("other", digest("layer"))).isEmpty();
    }

    @Test
    void aDerivedDocumentThatWasAlteredIsUnknown() throws IOException {
        Digest of = digest("layer");
        cache.keepDerived("listing", of, "a listing".getBytes(StandardCharsets.UTF_8));
        Path file = files.derived("listing", of);
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(cache.derived("listing", of)).as("%d bytes", length).isEmpty();
        }
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThat(cache.derived("listing", of)).isEmpty();
    }

    @Test
    void aRootThatIsAFileIsRefusedWithItsName() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "mine");

        assertThatThrownBy(() -> Cache.open(file))
                .isInstanceOfSatisfying(
                        ImagepackException.class, e -> assertThat(e.advice()).contains("imagepack.cacheDirectory"))
                .hasMessageContaining(file.toString());
    }

    @Test
    void closingTwiceIsClosing() throws IOException {
        cache.close();
        cache.close();

        assertThat(CleanCache.clean(root, new CleanCache.Scope.Everything(), false)
                        .keptRecords())
                .isZero();
    }

    @Test
    void anotherVersionsDirectoryIsLeftAlone() throws IOException {
        Path foreign = root.resolve("v2/records/x.json");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "{}");
        keep(cache, SLOT, "one");
        cache.close();

        CleanCache.clean(root, new CleanCache.Scope.Everything(), false);

        assertThat(foreign).hasContent("{}");
    }

    private Cache.LayerMaker maker(List<String> made, String content) {
        return () -> {
            made.add(content);
            return layer(cache.blobs(), content);
        };
    }

    private Path record(String text) {
        return files.record(SLOT, inputs("text", text).key());
    }

    private void ageBySeconds(String text, long seconds) throws IOException {
        Files.setLastModifiedTime(record(text), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void anEmptySetOfBlobsIsFine() throws IOException {
        cache.keep(SLOT, inputs("a", "b"), result("nothing"), List.of());
        blob(cache.blobs(), "unrelated");

        assertThat(cache.find(SLOT, inputs("a", "b"))).isEqualTo(new Lookup.Hit(result("nothing")));
    }
}
