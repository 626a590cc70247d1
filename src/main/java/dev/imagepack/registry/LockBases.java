package dev.imagepack.registry;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/** The use case of {@code lock-bases}: asks what the tags of bases mean right now. */
public final class LockBases {

    private LockBases() {}

    /**
     * The lock with the current digests of these bases; entries of other bases stay.
     *
     * @param bases each with a tag and without a digest, and the platforms it is needed for
     * @throws dev.imagepack.ImagepackException when a base, or one of its platforms, is not there
     */
    public static BaseLock update(BaseLock lock, Map<ImageRef, Set<Platform>> bases, RegistryTransport transport)
            throws IOException {
        BaseLock updated = lock;
        for (Map.Entry<ImageRef, Set<Platform>> base : bases.entrySet()) {
            BaseLock.Entry entry = entry(base.getKey(), base.getValue(), transport);
            updated = updated.with(base.getKey(), joined(entry, lock.find(base.getKey())));
        }
        return updated;
    }

    private static BaseLock.Entry entry(ImageRef reference, Set<Platform> platforms, RegistryTransport transport)
            throws IOException {
        RepositoryReader reader = new RepositoryReader(transport, Repository.of(reference));
        Document named = reader.manifest(reference.tag().orElseThrow());
        SortedMap<Platform, Digest> manifests = new TreeMap<>();
        if (MediaType.isIndex(named.descriptor().mediaType())) {
            for (Platform platform : platforms) {
                Document manifest = new PlatformManifest(reader, reference, platform).of(named);
                manifests.put(platform, manifest.descriptor().digest());
            }
        }
        return new BaseLock.Entry(named.descriptor().digest(), manifests);
    }

    /** Modules of one build may need different platforms of one base. */
    private static BaseLock.Entry joined(BaseLock.Entry entry, Optional<BaseLock.Entry> earlier) {
        SortedMap<Platform, Digest> platforms = new TreeMap<>(entry.platforms());
        earlier.filter(other -> other.digest().equals(entry.digest()))
                .ifPresent(other -> other.platforms().forEach(platforms::putIfAbsent));
        return new BaseLock.Entry(entry.digest(), platforms);
    }
}
