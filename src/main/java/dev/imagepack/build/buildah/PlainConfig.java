package dev.imagepack.build.buildah;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.imagepack.build.context.UsedBase;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.History;
import dev.imagepack.oci.ImageConfig;
import dev.imagepack.oci.MediaType;

/**
 * A configuration without what buildah says of one build on one machine only: the names of its containers, and histories with
 * the IDs of images that were never seen elsewhere.
 */
final class PlainConfig {

    private static final String IMAGE_BEFORE = "FROM ";

    /** A digest over files as they lay on the machine: whom they belong to there is part of it. */
    private static final Pattern COPIED = Pattern.compile("\\b(file|dir|multi):[0-9a-f]{64}\\b");

    private PlainConfig() {}

    /** The image with such a configuration, which is in the store afterwards. */
    static BuiltImage of(BuiltImage image, UsedBase base, BlobStore blobs) throws IOException {
        ImageConfig found = ImageConfig.parse(blobs.read(image.config(), Documents.LARGEST));
        int ofBase = base.config().map(config -> config.history().size()).orElse(0);
        ImageConfig plain = ImageConfig.assemble(
                Optional.of(found),
                found.platform(),
                found.container(),
                found.diffIds(),
                history(found.history(), ofBase),
                found.created().orElseThrow(),
                found.author());
        Digest digest = blobs.put(plain.bytes());
        Descriptor config = new Descriptor(MediaType.CONFIG, digest, plain.bytes().length);
        return new BuiltImage(
                image.alias(), image.references(), image.platform(), config, image.layers(), image.upstream());
    }

    private static List<History> history(List<History> lines, int ofBase) {
        List<History> plain = new ArrayList<>(lines);
        for (int i = Math.min(ofBase, lines.size()); i < lines.size(); i++) {
            plain.set(i, plain(lines.get(i)));
        }
        return plain;
    }

    private static History plain(History line) {
        String comment = line.comment().startsWith(IMAGE_BEFORE) ? "" : line.comment();
        String createdBy = COPIED.matcher(line.createdBy()).replaceAll("$1").strip();
        return new History(line.created(), createdBy, line.author(), comment, line.emptyLayer());
    }
}
