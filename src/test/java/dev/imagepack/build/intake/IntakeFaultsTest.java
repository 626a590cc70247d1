package dev.imagepack.build.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What engines must not get away with: each is one clear error, and nothing that is not whole stays in the cache. */
class IntakeFaultsTest {

    private static final Layer LOWER = Layer.gzip("etc/lower", "lower".repeat(300));
    private static final Layer UPPER = Layer.gzip("etc/upper", "upper".repeat(300));
    private static final SampleImage APP = SampleImage.of(LOWER, UPPER);

    @TempDir
    private Path home;

    private IntakeScene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new IntakeScene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private BuiltImage take(SaveForm form, Map<String, byte[]> files) throws IOException {
        // A file: some of these streams are too large to be held several times in the memory of all tests.
        Path save = home.resolve("save.tar");
        SaveForm.write(files, Files.newOutputStream(save));
        try (InputStream in = Files.newInputStream(save)) {
            return scene.take(in, scene.foreign("app", form.id(APP), APP)).get(0);
        }
    }

    private static void assertFault(ThrowingCallable action, String... parts) {
        assertThatThrownBy(action).isInstanceOf(ImagepackException.class).hasMessageContainingAll(parts);
    }

    /** The file of the upper layer. */
    private static String upper(SaveForm form, Map<String, byte[]> files) {
        byte[] wanted = form == SaveForm.CONTAINERD ? UPPER.stored() : UPPER.plain();
        return files.entrySet().stream()
                .filter(file -> Arrays.equals(file.getValue(), wanted))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** Only what the lower layer became, and perhaps not even that. */
    private void assertNothingHalf() throws IOException {
        for (String blob : scene.blobs()) {
            Digest digest = new Digest(Digest.SHA256, blob);
            try (InputStream in =
                    java.nio.file.Files.newInputStream(scene.cache.blobs().path(digest))) {
                assertThat(Digest.of(in)).isEqualTo(digest);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTruncatedLayer(SaveForm form) throws IOException {
        Map<String, byte[]> files = form.files(APP);
        String upper = upper(form, files);
        files.put(upper, Arrays.copyOf(files.get(upper), files.get(upper).length - 600 % files.get(upper).length));

        String what = form == SaveForm.CONTAINERD ? "cannot be read: gzip data is cut short" : "hashes to";
        assertFault(() -> take(form, files), "what the engine saved cannot be used: '" + upper + "'", what);
        assertNothingHalf();
        assertThat(scene.blobs()).hasSizeLessThan(2);
    }

    @ParameterizedTest
    @EnumSource(names = "CONTAINERD", mode = EnumSource.Mode.EXCLUDE)
    void aLayerThatIsAnotherNamesTheLayerAndTheAlias(SaveForm form) throws IOException {
        Map<String, byte[]> files = form.files(APP);
        files.put(upper(form, files), Layer.plain("etc/other", "other").plain());

        assertFault(
                () -> take(form, files),
                "(layer 2 of images.app) hashes to "
                        + Layer.plain("etc/other", "other").diffId() + ", its image says " + UPPER.diffId());
        assertNothingHalf();
    }

    @Test
    void aCompressedLayerThatIsNotWhatItsNameSays() throws IOException {
        Map<String, byte[]> files = SaveForm.CONTAINERD.files(APP);
        files.put(
                upper(SaveForm.CONTAINERD, files),
                Layer.gzip("etc/other", "other").stored());

        assertFault(() -> take(SaveForm.CONTAINERD, files), "hashes to ", ", its name says ");
        assertNothingHalf();
    }

    @ParameterizedTest
    @EnumSource
    void aLayerThatWasLeftOut(SaveForm form) throws IOException {
        Map<String, byte[]> files = form.files(APP);
        String upper = upper(form, files);
        files.remove(upper);

        assertFault(
                () -> take(form, files),
                "images.app: layer 2 (" + UPPER.diffId() + ") is missing",
                "'" + upper + "', which the engine left out");
        assertNothingHalf();
    }

    @Test
    void aLayerThatIsNoTar() throws IOException {
        SaveForm form = SaveForm.CONTAINERD;
        Map<String, byte[]> files = form.files(APP);
        files.put(upper(form, files), SaveForm.utf8("not a layer at all"));

        assertFault(() -> take(form, files), "layer 2", "which is no layer");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsCutAnywhere(SaveForm form) throws IOException {
        byte[] save = form.of(APP);
        ForeignImage image = scene.foreign("app", form.id(APP), APP);
        List<Integer> lengths = new ArrayList<>(List.of(0, 1, 511, 512, 513, save.length - 1, save.length - 1024));
        new Random(20261125).ints(120, 0, save.length).forEach(lengths::add);
        for (int block = 0; block < save.length; block += 512) {
            lengths.add(block);
        }
        for (int length : lengths) {
            assertFault(() -> scene.take(Arrays.copyOf(save, length), image), "what the engine saved cannot be used: ");
            assertNothingHalf();
        }
        scene.check(scene.take(save, image).get(0));
    }

    @Test
    void aConnectionThatBreaks() throws IOException {
        byte[] save = SaveForm.DOCKER_20.of(APP);
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        InputStream in = new SequenceInputStream(new ByteArrayInputStream(save, 0, 3000), broken);
        assertFault(
                () -> scene.take(in, scene.foreign("app", SaveForm.DOCKER_20.id(APP), APP)),
                "what the engine saved cannot be used: ",
                "connection reset");
        assertNothingHalf();
    }

    @ParameterizedTest
    @EnumSource(names = "CONTAINERD", mode = EnumSource.Mode.EXCLUDE)
    void aConfigurationThatDoesNotHashToTheId(SaveForm form) throws IOException {
        Map<String, byte[]> files = form.files(APP);
        String config = files.entrySet().stream()
                .filter(file -> Arrays.equals(file.getValue(), APP.config()))
                .findFirst()
                .orElseThrow()
                .getKey();
        files.put(config, SampleImage.of(LOWER, UPPER, LOWER).config());

        assertFault(
                () -> take(form, files),
                "images.app: the image " + form.id(APP) + " is not in what the engine saved",
                "'" + config + "', which hashes to sha256:");
    }

    @Test
    void aManifestOrConfigurationThatIsNotWhatItsDigestSays() throws IOException {
        SaveForm form = SaveForm.CONTAINERD;
        Map<String, byte[]> files = form.files(APP);
        files.put("blobs/sha256/" + SaveForm.hex(APP.config()), SaveForm.utf8("{}"));
        assertFault(() -> take(form, files), "its configuration sha256:", "is not there, or is not what its name says");

        Map<String, byte[]> others = form.files(APP);
        others.put("blobs/sha256/" + SaveForm.hex(APP.manifest()), SaveForm.utf8("{}"));
        assertFault(() -> take(form, others), "its index has no image for linux/amd64 whose manifest is there");
    }

    @Test
    void anImageThatIsNotThere() throws IOException {
        SampleImage other = SampleImage.of(UPPER);
        assertFault(
                () -> scene.take(
                        SaveForm.PODMAN.of(APP),
                        scene.foreign("app", SaveForm.PODMAN.id(APP), APP),
                        scene.foreign("other", SaveForm.PODMAN.id(other), other)),
                "images.other: the image " + SaveForm.PODMAN.id(other) + " is not in what the engine saved");
    }

    @Test
    void otherLayersThanTheEngineSaid() throws IOException {
        ForeignImage image = scene.foreign("app", SaveForm.PODMAN.id(APP), SampleImage.of(LOWER));
        assertFault(
                () -> scene.take(SaveForm.PODMAN.of(APP), image),
                "contradicts itself: its configuration has the layers",
                "the engine said [" + LOWER.diffId() + "]");
    }

    @Test
    void anImageForAnotherPlatform() throws IOException {
        scene.platform = Platform.parse("linux/arm64");
        assertFault(
                () -> scene.take(SaveForm.PODMAN, APP),
                "images.app: was built for linux/amd64, but is wanted for linux/arm64");
    }

    @Test
    void aDocumentThatNobodyWouldWrite() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        byte[] blanks = new byte[SaveDocuments.LARGEST];
        Arrays.fill(blanks, (byte) ' ');
        for (int i = 0; i < 5; i++) {
            files.put(i + ".json", blanks);
        }
        files.putAll(SaveForm.PODMAN.files(APP));
        assertFault(() -> take(SaveForm.PODMAN, files), "its documents have more bytes than those of any image");

        Map<String, byte[]> one = SaveForm.PODMAN.files(APP);
        byte[] large = new byte[SaveDocuments.LARGEST + 1];
        Arrays.fill(large, (byte) ' ');
        one.put("manifest.json", large);
        assertFault(() -> take(SaveForm.PODMAN, one), "it ends before manifest.json");
    }

    @ParameterizedTest
    @EnumSource
    void aLayerThatUnpacksToMoreThanIsAllowed(SaveForm form) throws IOException {
        SampleImage bomb = SampleImage.of(Layer.gzip("zeros", "\0".repeat(3 << 20)));
        scene.limits = TarReader.Limits.DEFAULT.withBytes(1 << 20);
        assertThatThrownBy(() -> scene.take(form, bomb))
                .hasMessageContaining("more than 1048576 bytes")
                .extracting(fault -> ((ImagepackException) fault).advice())
                .asString()
                .contains("raise <maxUnpackedSize>");
        assertThat(scene.blobs()).isEmpty();
    }

    /** Any byte may be another one: it is one clear error, or it did not matter. */
    @ParameterizedTest
    @EnumSource
    void aStreamWithDamage(SaveForm form) throws IOException {
        byte[] sound = form.of(APP);
        ForeignImage image = scene.foreign("app", form.id(APP), APP);
        Random random = new Random(20261125);
        for (int round = 0; round < 300; round++) {
            byte[] save = sound.clone();
            save[random.nextInt(save.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                scene.check(scene.take(save, image).get(0));
            } catch (ImagepackException e) {
                assertThat(e).hasMessageContainingAll("the engine");
            }
            assertNothingHalf();
        }
    }
}
