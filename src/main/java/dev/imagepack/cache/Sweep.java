package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.imagepack.cache.CacheFiles.Kind;
import dev.imagepack.cache.Inventory.Found;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.StoredLayer;

/**
 * One cleaning: which files go and which stay. Decided as a whole before the first file is touched, so that a dry run
 * says exactly what a real one does. Records go first and blobs last: cut short at any point, it leaves no record whose
 * blobs it took.
 */
final class Sweep {

    private final Inventory inventory;
    private final List<Found> dropped = new ArrayList<>();
    private final List<String> droppedRecords = new ArrayList<>();
    private int keptRecords;
    private int droppedBlobs;
    private int keptBlobs;
    private long keptBytes;

    private Sweep(Inventory inventory) {
        this.inventory = inventory;
    }

    /** Decides what goes, without touching anything. */
    static Sweep plan(Inventory inventory, CleanCache.Scope scope, Instant now) {
        Sweep sweep = new Sweep(inventory);
        List<Claim> kept = sweep.keptClaims(scope, now);
        sweep.keptRecords = kept.size();
        Set<Digest> blobs =
                kept.stream().flatMap(claim -> claim.blobs().stream()).collect(Collectors.toSet());
        Set<Digest> documents =
                kept.stream().flatMap(claim -> claim.documents().stream()).collect(Collectors.toSet());
        sweep.dropLayers(blobs, documents);
        sweep.dropDocuments(documents);
        if (scope instanceof CleanCache.Scope.Everything) {
            sweep.dropped.addAll(inventory.all(Kind.MEMORY));
        }
        sweep.dropped.addAll(inventory.all(Kind.TEMPORARY));
        sweep.dropBeginnings(scope, now);
        sweep.dropBlobs(blobs);
        return sweep;
    }

    /** What goes, in the order in which it does. */
    List<Path> files() {
        return dropped.stream().map(Found::file).toList();
    }

    /** Does it. A file that cannot be removed is passed over; the first such fault is thrown at the end. */
    void carryOut() throws IOException {
        IOException fault = null;
        for (Path file : files()) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                if (fault == null) {
                    fault = e;
                } else {
                    fault.addSuppressed(e);
                }
            }
        }
        if (fault != null) {
            throw fault;
        }
    }

    CleanCache.Report report() {
        return new CleanCache.Report(
                droppedRecords.stream().sorted().toList(),
                droppedBlobs,
                dropped.stream().mapToLong(Found::size).sum(),
                keptRecords,
                keptBlobs,
                keptBytes);
    }

    private List<Claim> keptClaims(CleanCache.Scope scope, Instant now) {
        Set<Digest> documents = inventory.all(Kind.DERIVED).stream()
                .map(found -> CacheFiles.digestOf(found.file()))
                .collect(Collectors.toSet());
        Set<Digest> stored = inventory.all(Kind.BLOB).stream()
                .map(found -> CacheFiles.blobOf(found.file()))
                .collect(Collectors.toSet());
        List<Claim> claims = new ArrayList<>();
        for (Found record : inventory.all(Kind.RECORD)) {
            Claim.of(record, documents, stored)
                    .ifPresentOrElse(claims::add, () -> drop(record, record.file() + " (unreadable)"));
        }
        Set<Claim> unwanted = unwanted(claims, scope, now);
        unwanted.forEach(claim -> drop(claim.record(), claim.slot().toString()));
        claims.removeIf(unwanted::contains);
        return claims;
    }

    private void drop(Found record, String name) {
        dropped.add(record);
        droppedRecords.add(name);
    }

    private Set<Claim> unwanted(List<Claim> claims, CleanCache.Scope scope, Instant now) {
        if (scope instanceof CleanCache.Scope.Project project) {
            return where(claims, claim -> claim.slot().project().equals(project.project()));
        }
        if (scope instanceof CleanCache.Scope.OlderThan older) {
            return where(claims, claim -> claim.record().used().isBefore(now.minus(older.age())));
        }
        if (scope instanceof CleanCache.Scope.LargerThan larger) {
            return leastUsed(claims, larger.bytes());
        }
        return new HashSet<>(claims);
    }

    private static Set<Claim> where(List<Claim> claims, Predicate<Claim> condition) {
        return claims.stream().filter(condition).collect(Collectors.toSet());
    }

    /** A blob counts once, and until the last record that needs it is gone. */
    private Set<Claim> leastUsed(List<Claim> claims, long most) {
        Map<Digest, Long> sizes = inventory.all(Kind.BLOB).stream()
                .collect(Collectors.toMap(found -> CacheFiles.blobOf(found.file()), Found::size));
        Map<Digest, Integer> users = new HashMap<>();
        claims.forEach(claim -> claim.blobs().forEach(blob -> users.merge(blob, 1, Integer::sum)));
        long size = users.keySet().stream()
                .mapToLong(blob -> sizes.getOrDefault(blob, 0L))
                .sum();
        Set<Claim> unwanted = new HashSet<>();
        List<Claim> oldestFirst = claims.stream()
                .sorted(Comparator.comparing((Claim claim) -> claim.record().used())
                        .thenComparing(claim -> claim.record().file()))
                .toList();
        for (Claim claim : oldestFirst) {
            if (size <= most) {
                break;
            }
            unwanted.add(claim);
            for (Digest blob : claim.blobs()) {
                if (users.merge(blob, -1, Integer::sum) == 0) {
                    size -= sizes.getOrDefault(blob, 0L);
                }
            }
        }
        return unwanted;
    }

    /** The documents about a layer that stays, stay too, whatever identity of the layer they go by. */
    private void dropLayers(Set<Digest> blobs, Set<Digest> documents) {
        for (Found record : inventory.all(Kind.LAYER)) {
            StoredLayer layer = LayerRecords.read(record.file()).orElse(null);
            if (layer == null || !blobs.contains(layer.descriptor().digest())) {
                dropped.add(record);
            } else {
                documents.add(CacheFiles.digestOf(record.file()));
                documents.add(layer.descriptor().digest());
                documents.add(Digest.parse(layer.diffId().toString()));
            }
        }
    }

    private void dropDocuments(Set<Digest> documents) {
        for (Found document : inventory.all(Kind.DERIVED)) {
            if (!documents.contains(CacheFiles.digestOf(document.file()))) {
                dropped.add(document);
            }
        }
    }

    /** They belong to bases, which are of use to all projects. */
    private void dropBeginnings(CleanCache.Scope scope, Instant now) {
        Instant end = scope instanceof CleanCache.Scope.Project
                ? Instant.MIN
                : scope instanceof CleanCache.Scope.OlderThan older ? now.minus(older.age()) : Instant.MAX;
        inventory.all(Kind.BEGINNING).stream()
                .filter(beginning -> beginning.used().isBefore(end))
                .forEach(dropped::add);
    }

    private void dropBlobs(Set<Digest> blobs) {
        for (Found blob : inventory.all(Kind.BLOB)) {
            if (blobs.contains(CacheFiles.blobOf(blob.file()))) {
                keptBlobs++;
                keptBytes += blob.size();
            } else {
                droppedBlobs++;
                dropped.add(blob);
            }
        }
    }
}
