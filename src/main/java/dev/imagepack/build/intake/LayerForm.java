package dev.imagepack.build.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

import dev.imagepack.image.ImageSpec;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarReader;
import dev.imagepack.io.TarTimes;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;

/**
 * What a layer becomes on its way into the cache.
 *
 * @param compression how it is stored, unless it is compressed already and its times stay
 * @param latest the time that later ones in it become; empty when the tar stays as it is
 */
record LayerForm(Compression compression, Optional<Instant> latest) {

    /** Part of every key; another number when the same layer and form give other bytes. */
    private static final String FORMAT = "taken layer 1";

    /** What a base's layers become, which are shared with others. */
    static LayerForm ofBase(ImageSpec spec) {
        return new LayerForm(spec.compression(), Optional.empty());
    }

    /** What is remembered of a layer in this form is found under this key. */
    Digest key(DiffId layer) {
        String text = FORMAT + "\n" + layer + "\n" + compression.algorithm() + " " + compression.level() + "\n"
                + latest.map(time -> String.valueOf(time.getEpochSecond())).orElse("");
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the tar stays as it is. */
    boolean keepsTar() {
        return latest.isEmpty();
    }

    /** Writes the tar of the layer as it is in this form. */
    void copy(InputStream plain, OutputStream out, TarReader.Limits limits) throws IOException {
        if (latest.isPresent()) {
            TarTimes.copy(plain, out, latest.get().getEpochSecond(), limits);
        } else {
            plain.transferTo(out);
        }
    }
}
