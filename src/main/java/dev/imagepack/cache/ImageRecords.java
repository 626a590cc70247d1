package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.io.AtomicFile;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;

/**
 * The records of image builds. A slot has several of them side by side, so that going back to another branch, or another
 * setting, hits. A record's modification time says when it was last of use.
 */
final class ImageRecords {

    /** How many records a slot keeps: those last used. */
    static final int PER_SLOT = 10;

    private static final String UNREADABLE = "its record could not be read";

    private final CacheFiles files;
    private final BlobStore blobs;
    private final InstantSource clock;
    private final Sightings sightings;

    ImageRecords(CacheFiles files, BlobStore blobs, InstantSource clock, Sightings sightings) {
        this.files = files;
        this.blobs = blobs;
        this.clock = clock;
        this.sightings = sightings;
    }

    /** The result of exactly these inputs, or what is different this time. */
    Lookup find(Slot slot, CacheInputs inputs) {
        Path file = files.record(slot, inputs.key());
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Lookup.Miss(whatIsNew(slot, inputs));
        }
        Optional<CacheRecord> record = CacheRecord.read(file)
                .filter(found -> found.slot().equals(slot) && found.inputs().equals(inputs));
        if (record.isEmpty()) {
            return new Lookup.Miss(UNREADABLE);
        }
        Optional<Descriptor> gone = record.get().blobs().stream()
                .filter(blob -> !blobs.contains(blob.digest(), blob.size()))
                .findFirst();
        if (gone.isPresent()) {
            return new Lookup.Miss("blob " + gone.get().digest() + " is gone");
        }
        markAsUsed(file);
        return new Lookup.Hit(record.get().result());
    }

    /** What was remembered of exactly these inputs, whether its blobs are here or not. */
    Optional<JsonNode> recall(Slot slot, CacheInputs inputs) {
        Path file = files.record(slot, inputs.key());
        sightings.content(file);
        Optional<CacheRecord> record = CacheRecord.read(file)
                .filter(found -> found.slot().equals(slot) && found.inputs().equals(inputs));
        record.ifPresent(found -> markAsUsed(file));
        return record.map(CacheRecord::result);
    }

    /** Writes the record, whose blobs must be here, and lets go of the slot's longest unused ones. */
    void keep(CacheRecord record) throws IOException {
        for (Descriptor blob : record.blobs()) {
            if (!blobs.contains(blob.digest(), blob.size())) {
                throw new IllegalArgumentException("blob " + blob.digest() + " of " + record.slot() + " is not stored");
            }
        }
        write(record, record.bytes());
    }

    /** As {@link #keep}, for a record that is {@link #recall recalled}, and whose blobs may come later. */
    void remember(CacheRecord record) throws IOException {
        byte[] bytes = record.bytes();
        write(record, bytes);
        sightings.wrote(files.record(record.slot(), record.inputs().key()), bytes);
    }

    private void write(CacheRecord record, byte[] bytes) throws IOException {
        Path file = files.record(record.slot(), record.inputs().key());
        AtomicFile.write(file, bytes);
        markAsUsed(file);
        List<Used> others = lastUsedFirst(record.slot());
        others.removeIf(used -> used.file().equals(file));
        for (Used old : others.subList(Math.min(PER_SLOT - 1, others.size()), others.size())) {
            Files.deleteIfExists(old.file());
        }
    }

    private String whatIsNew(Slot slot, CacheInputs inputs) {
        List<Used> earlier = lastUsedFirst(slot);
        if (earlier.isEmpty()) {
            return "first build";
        }
        return CacheRecord.read(earlier.get(0).file())
                .flatMap(last -> inputs.differenceFrom(last.inputs()))
                .orElse(UNREADABLE);
    }

    private void markAsUsed(Path record) {
        sightings.used(record);
        touch(record, clock.instant());
    }

    /** Says when a record was last of use: one attribute of a file, so that even a use that is interrupted leaves it whole. */
    static void touch(Path record, Instant time) {
        try {
            Files.setLastModifiedTime(record, FileTime.from(time));
        } catch (IOException e) {
            // A cache that can only be read is of use all the same; its records just seem older than they are.
        }
    }

    private List<Used> lastUsedFirst(Slot slot) {
        List<Used> records = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(files.slot(slot), files::isRecord)) {
            for (Path file : entries) {
                records.add(new Used(file, Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)));
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No directory: no records. Another process that tidies up the same slot: those that are left.
        }
        records.sort(Comparator.comparing(Used::time).reversed().thenComparing(Used::file));
        return records;
    }

    /** A record's file and when it was last used. */
    private record Used(Path file, FileTime time) {}
}
