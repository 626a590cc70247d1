package dev.imagepack.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.BlobStore;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.ImageSource;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/**
 * Images at registries. Manifest and configuration are enough to know an image; the blob of a layer is fetched when it is
 * opened, once for all builds. What is known here already is used without any connection, as far as the policy allows.
 */
public final class RegistryImages implements Registry {

    /**
     * What the images are read with.
     *
     * @param transport made when a registry must be contacted, and not before
     * @param blobs where layers' blobs go
     * @param known what earlier runs learned
     * @param fetches lets layers that several want at once be fetched once
     * @param policy when a registry is asked what a tag means
     * @param offline whether no registry may be contacted at all
     * @param lock which digests the tags are held to
     * @param mode how strictly
     * @param tags asked what tags mean, and told so
     */
    public record Settings(
            Supplier<RegistryTransport> transport,
            BlobStore blobs,
            KnownImages known,
            BlobFetches fetches,
            PullPolicy policy,
            boolean offline,
            BaseLock lock,
            LockMode mode,
            Tags tags,
            PullLog log) {}

    /** An image for a platform, asked for under a name. */
    private record Asked(ImageRef reference, Platform platform) {

        /** As a key; the JVM takes long to make the equality that a record has. */
        @Override
        public String toString() {
            return reference + " " + platform;
        }
    }

    private final Settings settings;
    private final ConcurrentHashMap<String, PublishedImage> opened = new ConcurrentHashMap<>();

    public RegistryImages(Settings settings) {
        this.settings = settings;
    }

    @Override
    public ImageSource find(ImageRef reference, Platform platform) throws IOException {
        Asked asked = new Asked(reference.withDefaultTag(), platform);
        PublishedImage image = opened.get(asked.toString());
        if (image == null) {
            image = open(asked);
            opened.putIfAbsent(asked.toString(), image);
        }
        return image;
    }

    private PublishedImage open(Asked asked) throws IOException {
        ImageRef reference = asked.reference();
        if (reference.digest().isPresent() || settings.mode() == LockMode.IGNORE) {
            return image(asked, reference, known(reference, asked));
        }
        Optional<BaseLock.Entry> locked = settings.lock().find(reference);
        if (locked.isEmpty()) {
            requireNoEntry(reference);
            return image(asked, reference, known(reference, asked));
        }
        try {
            return held(asked, locked.get());
        } catch (ImagepackException e) {
            throw new HeldBaseException(e.getMessage(), e.advice(), e);
        }
    }

    private PublishedImage held(Asked asked, BaseLock.Entry locked) throws IOException {
        ImageRef held =
                asked.reference().withDigest(locked.digest(asked.platform()).orElse(locked.digest()));
        Optional<KnownImages.Known> known = known(held, asked);
        if (settings.mode() == LockMode.CHECK || asksAnyway(known)) {
            compare(asked.reference(), locked);
        }
        return image(asked, held, known);
    }

    private Optional<KnownImages.Known> known(ImageRef fixed, Asked asked) {
        return settings.known().find(fixed, asked.platform());
    }

    private void requireNoEntry(ImageRef reference) {
        if (settings.mode() == LockMode.CHECK) {
            throw new HeldBaseException(
                    reference.familiar() + ": is not in " + BaseLock.FILE + ", and the lock is checked",
                    "Run mvn imagepack:lock-bases and check the file in.",
                    null);
        }
    }

    /** Whether the registry is contacted for this image in any case. */
    private boolean asksAnyway(Optional<KnownImages.Known> known) {
        return !settings.offline()
                && settings.policy() != PullPolicy.NEVER
                && (settings.policy() == PullPolicy.ALWAYS || known.isEmpty());
    }

    /** Tells, or fails, when the tag of a locked base means something else by now. */
    private void compare(ImageRef reference, BaseLock.Entry locked) throws IOException {
        requireConnection(reference);
        Optional<Digest> now = current(reference);
        if (now.equals(Optional.of(locked.digest()))) {
            return;
        }
        String found = now.map(Digest::toString).orElse("nothing");
        if (settings.mode() == LockMode.CHECK) {
            throw new ImagepackException(
                    reference.familiar() + ": " + BaseLock.FILE + " holds it to " + locked.digest()
                            + ", but the tag means " + found + " by now",
                    "Run mvn imagepack:lock-bases, test with the new base, and check the file in.");
        }
        settings.log().moved(reference, locked.digest().toString(), found);
    }

    /**
     * @param fixed the reference with what the lock adds to it
     * @param known what is known of that
     */
    private PublishedImage image(Asked asked, ImageRef fixed, Optional<KnownImages.Known> known) throws IOException {
        Platform platform = asked.platform();
        if (known.isPresent() && isCurrent(fixed, known.get())) {
            return new PublishedImage(asked.reference(), known.get(), this::openLayer, this::hasLayer);
        }
        requireConnection(fixed);
        KnownImages.Known fetched = fetch(fixed, platform);
        PublishedImage image = new PublishedImage(asked.reference(), fetched, this::openLayer, this::hasLayer);
        settings.known().keep(fixed, platform, fetched, image.layers());
        settings.log().resolved(fixed, fetched.named().digest().toString());
        return image;
    }

    private boolean isCurrent(ImageRef reference, KnownImages.Known known) throws IOException {
        if (reference.digest().isPresent() || settings.policy() != PullPolicy.ALWAYS || settings.offline()) {
            return true;
        }
        return current(reference).equals(Optional.of(known.named().digest()));
    }

    private Optional<Digest> current(ImageRef reference) throws IOException {
        return settings.tags().meaning(reference);
    }

    private void requireConnection(ImageRef reference) {
        if (!settings.offline() && settings.policy() != PullPolicy.NEVER) {
            return;
        }
        String why = settings.offline() ? "Maven is offline (-o)" : "the pull policy is never";
        throw new ImagepackException(
                reference.familiar() + ": is not known on this machine, and " + why,
                "Build once with a connection, or name a local base (oci-layout://…).");
    }

    private RepositoryReader reader(ImageRef reference) {
        return new RepositoryReader(settings.transport().get(), Repository.of(reference));
    }

    private KnownImages.Known fetch(ImageRef reference, Platform platform) throws IOException {
        RepositoryReader reader = reader(reference);
        Optional<Digest> digest = reference.digest();
        Document named = digest.isPresent()
                ? reader.manifest(digest.get())
                : reader.manifest(reference.tag().orElseThrow());
        if (digest.isEmpty()) {
            settings.tags().found(reference, named.descriptor().digest());
        }
        Document manifest = new PlatformManifest(reader, reference, platform).of(named);
        ImageManifest parsed =
                ImageManifest.parse(manifest.bytes(), manifest.descriptor().mediaType());
        if (!MediaType.isConfig(parsed.config().mediaType())) {
            throw new ImagepackException(
                    reference.familiar() + ": is no image but an artifact, its configuration is of type "
                            + parsed.config().mediaType(),
                    "Name an image to build upon.");
        }
        return new KnownImages.Known(
                named.descriptor(),
                manifest.bytes(),
                manifest.descriptor().mediaType(),
                config(reader, parsed.config()));
    }

    /** By way of the store, like a layer: modules that look for one base at the same time fetch it once. */
    private byte[] config(RepositoryReader reader, Descriptor config) throws IOException {
        settings.fetches().ensure(config.digest(), () -> settings.blobs().put(reader.document(config)));
        try {
            return settings.blobs().read(config, Documents.LARGEST);
        } catch (ImagepackException e) {
            // What the store has is damaged.
            return reader.document(config);
        }
    }

    private boolean hasLayer(Descriptor layer) {
        boolean here = settings.blobs().contains(layer.digest(), layer.size());
        return here || !settings.offline() && settings.policy() != PullPolicy.NEVER;
    }

    private InputStream openLayer(ImageRef reference, Descriptor layer) throws IOException {
        if (!hasLayer(layer)) {
            requireConnection(reference);
        }
        settings.fetches().ensure(layer.digest(), () -> fetch(reference, layer));
        return settings.blobs().open(layer);
    }

    private void fetch(ImageRef reference, Descriptor layer) throws IOException {
        RepositoryReader reader = reader(reference);
        settings.log().fetching(Repository.of(reference), layer.digest().toString(), layer.size());
        try {
            settings.blobs().fetch(layer, offset -> rest(reader, layer, offset));
        } catch (ImagepackException e) {
            String place = Repository.of(reference).toString();
            throw e.getMessage().startsWith(place)
                    ? e
                    : new ImagepackException(place + ": " + e.getMessage(), e.advice(), e);
        } finally {
            settings.log().arrived(layer.digest().toString());
        }
    }

    private InputStream rest(RepositoryReader reader, Descriptor layer, long offset) {
        String digest = layer.digest().toString();
        // What an earlier build fetched counts as fetched.
        settings.log().fetched(digest, offset);
        return new CountingInput(
                new ResumingInput(at -> reader.blob(layer, at), offset, layer.size()),
                bytes -> settings.log().fetched(digest, bytes));
    }
}
