package dev.imagepack.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.OciLayout;

/** A layout made for a test, entry by entry. */
public final class SampleLayout {

    private final OciLayout layout;
    private final List<Descriptor> entries = new ArrayList<>();

    /** Begins a layout in a directory that is absent. */
    public SampleLayout(Path directory) throws IOException {
        layout = OciLayout.create(directory);
    }

    /** Adds an image under a name. */
    public SampleLayout image(String name, SampleImage image) throws IOException {
        return entry(store(image).withAnnotations(Map.of(ImageIndex.REF_NAME, name)));
    }

    /** Stores an image without an entry; its manifest's descriptor says the platform. */
    public Descriptor store(SampleImage image) throws IOException {
        for (byte[] blob : image.blobs()) {
            layout.blobs().put(blob);
        }
        return image.manifestDescriptor().withPlatform(image.platform());
    }

    /** Stores an index inside the index. */
    public Descriptor store(ImageIndex index) throws IOException {
        byte[] bytes = index.toBytes();
        layout.blobs().put(bytes);
        return new Descriptor(index.mediaType(), Digest.of(bytes), bytes.length);
    }

    /** Adds an entry. */
    public SampleLayout entry(Descriptor entry) throws IOException {
        entries.add(entry);
        layout.commit(ImageIndex.of(entries));
        return this;
    }

    /** Its blobs. */
    public BlobStore blobs() {
        return layout.blobs();
    }

    /** Where it is. */
    public Path path() {
        return layout.directory();
    }

    /** Puts other bytes, of the same number, where a blob is. */
    public static void damage(Path blob) throws IOException {
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);
    }
}
