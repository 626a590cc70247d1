package dev.imagepack.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SavedImage;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.oci.OciLayout;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

class ImagesArchiveTest {

    private static final String UPSTREAM = "registry.example/base:1@sha256:" + "1".repeat(64);

    @TempDir
    private Path directory;

    private final SampleImage.Layer base = SampleImage.Layer.gzip("etc/base", "base");
    private final SampleImage app = SampleImage.of(base, SampleImage.Layer.gzip("srv/app", "application"));
    private final SampleImage web = SampleImage.of(base, SampleImage.Layer.plain("srv/web", "web"));

    private OciLayout layout;
    private PackContents contents;

    @BeforeEach
    void fill() throws IOException {
        BlobStore cache = new BlobStore(directory.resolve("cache"));
        BuiltImage first = app.built("app", UPSTREAM, 1)
                .named(
                        new Alias("app"),
                        List.of(ImageRef.parse("registry.example/team/app:1"), ImageRef.parse("app:latest")));
        contents = PackContents.collect(List.of(outcome(web.built("web")), outcome(first)), cache, List.of());
        layout = OciLayout.create(directory.resolve("layout"));
        for (SampleImage image : List.of(app, web)) {
            for (byte[] blob : image.blobs()) {
                layout.blobs().put(blob);
            }
        }
        layout.commit(ImageIndex.of(
                contents.entries().stream().map(PackedEntry::descriptor).toList()));
    }

    private static BuildOutcome outcome(BuiltImage image) {
        return new BuildOutcome(image, "embedded", false, "first build", Duration.ZERO);
    }

    private ImagesArchive archive() throws IOException {
        return ImagesArchive.of(layout, contents.lock(), contents.entries());
    }

    private Path written() throws IOException {
        Path file = directory.resolve("images.tar");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive().write(out, Progress.NONE);
        Files.write(file, out.toByteArray());
        return file;
    }

    @Test
    void itIsTheLayoutWithDockersViewAndTheLockInOneFixedForm() throws IOException {
        try (TarFile tar = new TarFile(written())) {
            List<String> names = new ArrayList<>();
            for (TarArchiveEntry entry : tar.getEntries()) {
                names.add(entry.getName());
                assertThat(entry.getMode() & 07777).isEqualTo(entry.isDirectory() ? 0755 : 0644);
                assertThat(entry.getLastModifiedTime().toMillis()).isZero();
                assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
                assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
            }
            assertThat(names)
                    .startsWith(
                            "blobs/",
                            "blobs/sha256/",
                            base.descriptor().digest().blobPath(),
                            app.layers().get(1).descriptor().digest().blobPath(),
                            web.layers().get(1).descriptor().digest().blobPath());
            assertThat(names.subList(5, 9)).isSorted();
            assertThat(names).endsWith("images.lock", "index.json", "manifest.json", "oci-layout");
            assertThat(names).hasSize(2 + 2 + 2 + 3 + 4);
        }
    }

    @Test
    void dockersViewNamesTheImagesAndAllTheirLayers() throws IOException {
        try (TarFile tar = new TarFile(written())) {
            TarArchiveEntry view = tar.getEntries().stream()
                    .filter(entry -> entry.getName().equals("manifest.json"))
                    .findFirst()
                    .orElseThrow();
            assertThat(tar.getInputStream(view).readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo(("[{'Config':'blobs/sha256/%s','Layers':['blobs/sha256/%s','blobs/sha256/%s'],"
                                    + "'RepoTags':['registry.example/team/app:1','app:latest']},"
                                    + "{'Config':'blobs/sha256/%s','Layers':['blobs/sha256/%s','blobs/sha256/%s'],"
                                    + "'RepoTags':null}]")
                            .replace('\'', '"')
                            .formatted(
                                    app.configDescriptor().digest().hex(),
                                    base.descriptor().digest().hex(),
                                    app.layers().get(1).descriptor().digest().hex(),
                                    web.configDescriptor().digest().hex(),
                                    base.descriptor().digest().hex(),
                                    web.layers().get(1).descriptor().digest().hex()));
        }
    }

    @Test
    void whatIsUnpackedIsASoundLayout() throws IOException {
        Path unpacked = directory.resolve("unpacked");
        try (TarFile tar = new TarFile(written())) {
            for (TarArchiveEntry entry : tar.getEntries()) {
                Path target = unpacked.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(tar.getInputStream(entry), target);
                }
            }
        }

        assertThat(LayoutCheck.check(unpacked, Set.of())).isEmpty();
    }

    @Test
    void ourOwnReaderTakesIt() throws IOException {
        Path file = written();

        try (SavedImage image = SavedImage.open(file, Optional.of("app"), Platform.LINUX_AMD64)) {
            assertThat(image.name()).contains(ImageRef.parse("registry.example/team/app:1"));
            assertThat(image.config().bytes()).isEqualTo(app.config());
        }
        try (LayoutMerge merge = LayoutMerge.open(file)) {
            assertThat(merge.entries()).hasSize(2);
        }
    }

    @Test
    void equalContentGivesEqualBytesAndAnEqualKey() throws IOException {
        byte[] first = Files.readAllBytes(written());
        Digest key = archive().key();

        assertThat(written()).hasBinaryContent(first);
        assertThat(archive().key()).isEqualTo(key);
        layout.blobs().delete(base.descriptor().digest());
        assertThat(archive().key()).isNotEqualTo(key);
    }

    @Test
    void progressAddsUpToTheFiles() throws IOException {
        List<Long> steps = new ArrayList<>();
        archive().write(new ByteArrayOutputStream(), steps::add);

        assertThat(steps).hasSize(2 + 2 + 3 + 4);
        assertThat(steps.stream().mapToLong(Long::longValue).sum()).isLessThan(Files.size(written()));
    }
}
