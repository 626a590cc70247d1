package dev.imagepack.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.KnownLayers;

/**
 * Layers of the cache that were read whole, each with size, time and inode of its file. A hard link of the file has the
 * same, so a layout that is linked from the cache is known; a copy, or a file that somebody wrote to, is read.
 */
final class SoundLayers implements KnownLayers {

    private static final String KIND = "sound";

    private final DerivedDocuments documents;

    SoundLayers(DerivedDocuments documents) {
        this.documents = documents;
    }

    @Override
    public Optional<DiffId> find(Digest blob, Path file) {
        Optional<String> kept = documents.find(KIND, blob).map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        try {
            return kept.isEmpty() ? Optional.empty() : diffId(kept.get(), stamp(file));
        } catch (IOException | ImagepackException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<DiffId> diffId(String document, String stamp) {
        boolean same = !stamp.isEmpty() && document.startsWith(stamp);
        return same ? Optional.of(DiffId.parse(document.substring(stamp.length()))) : Optional.empty();
    }

    /** What cannot be kept is read again by the next one. */
    @Override
    public void remember(Digest blob, Path file, DiffId diffId) {
        try {
            String stamp = stamp(file);
            if (!stamp.isEmpty()) {
                documents.keep(KIND, blob, (stamp + diffId).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | ImagepackException e) {
            // As it says.
        }
    }

    /** Without the time of the last change, which each new link is; empty where files cannot be told apart. */
    private static String stamp(Path file) throws IOException {
        FileStamp stamp = FileStamp.of(file);
        return stamp.inode() == 0 ? "" : stamp.size() + " " + stamp.modified() + " " + stamp.inode() + " ";
    }
}
