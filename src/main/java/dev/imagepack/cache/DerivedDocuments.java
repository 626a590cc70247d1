package dev.imagepack.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.Digest;

/** Documents that follow from something immutable, each in a file that begins with a line with the digest of the rest. */
final class DerivedDocuments {

    /** The listing of a layer of half a million files; what is larger is made anew each time. */
    private static final int LARGEST = 64 << 20;

    private static final int DIGEST_LINE = "sha256:".length() + 64 + 1;

    private final CacheFiles files;

    DerivedDocuments(CacheFiles files) {
        this.files = files;
    }

    /** The document, unless it is unknown, cut short or altered. */
    Optional<byte[]> find(String kind, Digest of) {
        Path file = files.derived(kind, of);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] line = in.readNBytes(DIGEST_LINE);
            byte[] document = in.readNBytes(LARGEST + 1);
            return Arrays.equals(line, digestLine(document)) ? Optional.of(document) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps the document, unless it is too large to be read back. */
    void keep(String kind, Digest of, byte[] document) throws IOException {
        Path file = files.derived(kind, of);
        if (document.length > LARGEST) {
            return;
        }
        try (AtomicFile target = AtomicFile.create(file)) {
            target.out().write(digestLine(document));
            target.out().write(document);
            target.commit();
        }
    }

    private static byte[] digestLine(byte[] document) {
        return (Digest.of(document) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
