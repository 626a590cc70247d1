package dev.imagepack.registry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.Progress;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.MediaType;

/**
 * Writes blobs and manifests into one repository (distribution specification, "Push"). What is there is not sent again;
 * what another repository of the registry has is mounted.
 */
public final class RepositoryWriter {

    /** How a blob came to be in the repository. */
    public enum Arrival {
        /** It was there. */
        PRESENT,
        /** The registry took it from another repository of its own. */
        MOUNTED,
        /** Its bytes were sent. */
        SENT
    }

    private final RegistryTransport transport;
    private final Repository repository;
    private final PushSession session;
    private final long chunk;

    /** Repositories that lend nothing to us. */
    private final Set<String> refusing = ConcurrentHashMap.newKeySet();

    public RepositoryWriter(RegistryTransport transport, Repository repository, PushSession session) {
        this(transport, repository, session, BlobUpload.CHUNK);
    }

    RepositoryWriter(RegistryTransport transport, Repository repository, PushSession session, long chunk) {
        this.transport = transport;
        this.repository = repository;
        this.session = session;
        this.chunk = chunk;
    }

    /** The repository that is written to. */
    public Repository repository() {
        return repository;
    }

    /** The digest of the manifest or index that a tag names; empty when there is no such tag, or no such repository yet. */
    public Optional<Digest> digestOf(String tag) throws IOException {
        return new RepositoryReader(transport, repository).forPush().digestOf(tag);
    }

    /**
     * Sees to it that a blob is in the repository, without its bytes: it is there, or one of {@code others} lends it.
     *
     * @return how it came there; empty when it did not
     */
    public Optional<Arrival> ensure(Descriptor blob, Collection<Repository> others) throws IOException {
        if (has(blob)) {
            return Optional.of(Arrival.PRESENT);
        }
        BlobUpload upload = new BlobUpload(transport, repository, blob, Body.NONE, chunk);
        boolean mounted = mount(upload, others(others, Optional.empty()));
        return mounted ? Optional.of(Arrival.MOUNTED) : Optional.empty();
    }

    /**
     * Sees to it that a blob is in the repository.
     *
     * @param body its bytes; the registry verifies them
     * @param others repositories that may have it; those of other registries are passed over
     * @param progress told of bytes that are sent
     */
    public Arrival ensure(Descriptor blob, Body body, Collection<Repository> others, Progress progress)
            throws IOException {
        List<Arrival> arrival = new ArrayList<>();
        session.deliver(
                repository,
                blob.digest(),
                other -> arrival.add(deliver(blob, new CountedBody(body, progress), others(others, other))));
        return arrival.get(arrival.size() - 1);
    }

    private Arrival deliver(Descriptor blob, Body body, List<String> others) throws IOException {
        if (has(blob)) {
            return Arrival.PRESENT;
        }
        BlobUpload upload = new BlobUpload(transport, repository, blob, body, chunk);
        if (mount(upload, others)) {
            return Arrival.MOUNTED;
        }
        upload.send();
        return Arrival.SENT;
    }

    private List<String> others(Collection<Repository> given, Optional<String> other) {
        List<String> paths = new ArrayList<>(other.stream().toList());
        given.stream()
                .filter(candidate -> candidate.domain().equals(repository.domain()))
                .map(Repository::path)
                .forEach(paths::add);
        return paths.stream()
                .filter(path -> !path.equals(repository.path()))
                .distinct()
                .toList();
    }

    private boolean mount(BlobUpload upload, List<String> others) throws IOException {
        for (String other : others) {
            try {
                if (!refusing.contains(other) && upload.mount(other)) {
                    return true;
                }
            } catch (RegistryFault e) {
                // Whoever may not read the other repository sends the bytes; what else is wrong shows then.
                refusing.add(other);
            }
        }
        return false;
    }

    private boolean has(Descriptor blob) throws IOException {
        Call call = Call.head(repository, "blobs/" + blob.digest()).forPush();
        try (Reply reply = transport.send(call)) {
            if (reply.status() != 200 && reply.status() != 404) {
                throw refused("blob " + blob.digest(), reply);
            }
            return reply.status() == 200;
        }
    }

    /**
     * Writes a manifest or an index under its digest. Everything that it names must be there. One that says something about
     * another is in the list of those afterwards, be it the registry's own or one that is kept under a tag.
     *
     * @throws RegistryFault when the registry refuses it, or stores other bytes, or something else has the list's tag
     */
    public void put(Descriptor manifest, byte[] bytes) throws IOException {
        putListed(manifest, bytes, manifest.digest().toString());
    }

    /** As {@link #put}, with a tag that names it from then on. */
    public void tag(Descriptor manifest, byte[] bytes, String tag) throws IOException {
        putListed(manifest, bytes, tag);
    }

    private void putListed(Descriptor manifest, byte[] bytes, String name) throws IOException {
        boolean isListed = put(manifest, bytes, name);
        Optional<Referrer> referrer = isListed ? Optional.empty() : Referrer.of(manifest, bytes);
        if (referrer.isPresent()) {
            session.alone(() -> list(referrer.get()));
        }
    }

    private void list(Referrer referrer) throws IOException {
        Optional<Document> list =
                new RepositoryReader(transport, repository).forPush().find(referrer.tag());
        Optional<byte[]> longer;
        try {
            longer = referrer.addedTo(list).map(ImageIndex::toBytes);
        } catch (ImagepackException e) {
            throw new RegistryFault(
                    repository + ":" + referrer.tag() + ": is no list of what refers to " + referrer.subject() + ": "
                            + e.getMessage(),
                    "Delete that tag, if nobody needs it.",
                    0,
                    e);
        }
        if (longer.isPresent()) {
            byte[] bytes = longer.get();
            put(new Descriptor(MediaType.INDEX, Digest.of(bytes), bytes.length), bytes, referrer.tag());
        }
    }

    /** Says whether the registry listed it with what it is about. */
    private boolean put(Descriptor manifest, byte[] bytes, String name) throws IOException {
        Call call = Call.write("PUT", repository, "manifests/" + name, true)
                .header("Content-Type", manifest.mediaType())
                .body(Body.of(bytes));
        try (Reply reply = transport.send(call)) {
            if (reply.status() != 201 && reply.status() != 200) {
                throw refused("manifest " + name, reply);
            }
            Optional<String> said = reply.header("docker-content-digest");
            if (said.isPresent() && !said.get().equals(manifest.digest().toString())) {
                throw new RegistryFault(
                        repository + ": the registry stored the manifest " + name + " as " + said.get() + ", not as "
                                + manifest.digest(),
                        "Look into what lies between here and " + repository.domain() + ".",
                        reply.status(),
                        null);
            }
            return reply.header("oci-subject").isPresent();
        }
    }

    private RegistryFault refused(String what, Reply reply) {
        return new RegistryFault(
                repository + ": the registry did not take " + what + ", it answered with status "
                        + ErrorBody.describe(reply),
                "Look whether you may push to " + repository + ", and whether it takes images of this kind.",
                reply.status(),
                null);
    }
}
