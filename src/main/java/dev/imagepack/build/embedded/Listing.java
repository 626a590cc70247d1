package dev.imagepack.build.embedded;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;

/**
 * The entries of a tar without their bytes, in the tar's order; small enough to keep when the tar is not.
 *
 * @param entries in order; the position is the ordinal of {@link TarMember}
 */
record Listing(List<TarEntry> entries) {

    private static final int FORMAT = 2;

    /** As many as {@link TarReader} gives. */
    private static final long MOST_ENTRIES = TarReader.Limits.DEFAULT.entries();

    Listing {
        entries = List.copyOf(entries);
    }

    /** As {@link #of(TarReader)}, for a tar of any size. */
    static Listing of(InputStream tar) throws IOException {
        return of(new TarReader(tar, TarReader.Limits.DEFAULT));
    }

    /** Reads a whole tar; closes the reader. */
    static Listing of(TarReader tar) throws IOException {
        List<TarEntry> entries = new ArrayList<>();
        try (TarReader reader = tar) {
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                entries.add(entry.get());
            }
        }
        return new Listing(entries);
    }

    /** A compact document. */
    byte[] toBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new DeflaterOutputStream(bytes)))) {
            out.writeInt(FORMAT);
            out.writeInt(entries.size());
            for (TarEntry entry : entries) {
                TarEntries.write(out, entry);
            }
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #toBytes} wrote; empty when it is another format or damaged. */
    static Optional<Listing> parse(byte[] document) {
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(document))))) {
            int format = in.readInt();
            int count = in.readInt();
            if (format != FORMAT || count < 0 || count > MOST_ENTRIES) {
                return Optional.empty();
            }
            List<TarEntry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(TarEntries.read(in));
            }
            return in.read() < 0 ? Optional.of(new Listing(entries)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
