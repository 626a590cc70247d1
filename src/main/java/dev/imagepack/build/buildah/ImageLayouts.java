package dev.imagepack.build.buildah;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.OciLayout;

/** Images to be built upon, in the form in which buildah can read them: a layout each. */
final class ImageLayouts {

    private ImageLayouts() {}

    /**
     * Writes a layout with this image alone, without triggers of ONBUILD.
     *
     * @param cached where its blobs may be already; then they are linked, not copied
     */
    static void write(ImageSource image, BlobStore cached, Path directory) throws IOException {
        OciLayout layout = OciLayout.create(directory);
        ImageConfig config = image.config().withoutTriggers();
        layout.blobs().put(config.bytes());
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < image.layers().size(); i++) {
            Descriptor found = image.layers().get(i);
            Descriptor layer = new Descriptor(MediaType.asOci(found.mediaType()), found.digest(), found.size());
            take(image, i, layer, cached, layout.blobs());
            layers.add(layer);
        }
        byte[] manifest = new ImageManifest(MediaType.MANIFEST, config.descriptor(), layers, new TreeMap<>()).toBytes();
        Digest digest = layout.blobs().put(manifest);
        layout.commit(ImageIndex.of(List.of(new Descriptor(MediaType.MANIFEST, digest, manifest.length))));
    }

    /** Opening a registry's layer puts it into the cache. */
    private static void take(ImageSource image, int position, Descriptor layer, BlobStore cached, BlobStore blobs)
            throws IOException {
        if (cached.contains(layer.digest(), layer.size())) {
            blobs.linkFrom(cached, layer.digest());
            return;
        }
        try (InputStream in = image.openLayer(position)) {
            if (cached.contains(layer.digest(), layer.size())) {
                blobs.linkFrom(cached, layer.digest());
            } else {
                blobs.put(layer, in);
            }
        }
    }
}
