package dev.imagepack.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.VerifiedInput;

/** Reads manifests and blobs of one repository (distribution specification, "Pull"). Every document is verified. */
final class RepositoryReader {

    private static final String ACCEPT = String.join(
            ", ", MediaType.INDEX, MediaType.MANIFEST, MediaType.DOCKER_MANIFEST_LIST, MediaType.DOCKER_MANIFEST);

    private static final String DIGEST_HEADER = "docker-content-digest";

    private final RegistryTransport transport;
    private final Repository repository;
    private final boolean forPush;

    RepositoryReader(RegistryTransport transport, Repository repository) {
        this(transport, repository, false);
    }

    private RepositoryReader(RegistryTransport transport, Repository repository, boolean forPush) {
        this.transport = transport;
        this.repository = repository;
        this.forPush = forPush;
    }

    /** One that reads on the way to a push, with its credentials and without mirrors. */
    RepositoryReader forPush() {
        return new RepositoryReader(transport, repository, true);
    }

    private Reply send(Call call) throws IOException {
        return transport.send(forPush ? call.forPush() : call);
    }

    /** The digest that a tag has right now; empty when there is no such tag. */
    Optional<Digest> digestOf(String tag) throws IOException {
        Call call = Call.head(repository, "manifests/" + tag).header("Accept", ACCEPT);
        try (Reply reply = send(call)) {
            if (reply.status() == 404) {
                return Optional.empty();
            }
            Optional<Digest> said =
                    requireSuccess(reply, ":" + tag).header(DIGEST_HEADER).map(this::digest);
            if (said.isPresent()) {
                return said;
            }
        }
        return Optional.of(manifest(tag).descriptor().digest());
    }

    private Digest digest(String header) {
        try {
            return Digest.parse(header);
        } catch (IllegalArgumentException e) {
            throw fault("sent a Docker-Content-Digest that is none: " + e.getMessage(), e);
        }
    }

    /** As {@link #manifest(String)}; empty when there is no such tag. */
    Optional<Document> find(String tag) throws IOException {
        try {
            return Optional.of(manifest(tag));
        } catch (RegistryFault e) {
            if (e.status().orElse(0) == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What a tag means right now: a manifest or an index. */
    Document manifest(String tag) throws IOException {
        return document(":" + tag, tag, Optional.empty());
    }

    /** The manifest or index of this digest; bytes that hash to another one are refused. */
    Document manifest(Digest digest) throws IOException {
        return document("@" + digest, digest.toString(), Optional.of(digest));
    }

    private Document document(String name, String target, Optional<Digest> pinned) throws IOException {
        Call call = Call.get(repository, "manifests/" + target).header("Accept", ACCEPT);
        try (Reply reply = send(call)) {
            requireSuccess(reply, name);
            byte[] bytes = reply.body().readNBytes(Documents.LARGEST + 1);
            if (bytes.length > Documents.LARGEST) {
                throw fault("sent more than " + Documents.LARGEST + " bytes for the manifest " + name, null);
            }
            Digest digest = pinned.or(() -> reply.header(DIGEST_HEADER).map(this::digest))
                    .orElseGet(() -> Digest.of(bytes));
            verify(bytes, digest, name);
            return new Document(new Descriptor(mediaType(reply, bytes, name), digest, bytes.length), bytes);
        }
    }

    private void verify(byte[] bytes, Digest digest, String name) throws IOException {
        try (VerifiedInput in = new VerifiedInput(new ByteArrayInputStream(bytes), digest, bytes.length)) {
            in.finish();
        } catch (VerifiedInput.Mismatch e) {
            throw fault("sent another manifest than the one that was asked for, " + name + ": " + e.getMessage(), e);
        }
    }

    /**
     * What the document says of itself counts, and the header may not call it another kind of manifest; the header decides
     * for those that say nothing.
     */
    private String mediaType(Reply reply, byte[] bytes, String name) {
        Optional<String> header = reply.header("content-type").map(value -> value.split(";", 2)[0].strip());
        Optional<String> said = saidType(bytes, name);
        if (header.filter(RepositoryReader::isImage).isPresent()
                && Documents.ownType(bytes)
                        .filter(own -> !header.get().equals(own))
                        .isPresent()) {
            throw fault("calls " + name + " " + header.get() + ", but it is " + said.orElseThrow(), null);
        }
        String type = said.or(() -> header).orElse("");
        if (isImage(type)) {
            return type;
        }
        if (type.equals(MediaType.DOCKER_MANIFEST_1)) {
            throw fault(
                    name + " has a manifest of Docker's schema 1, which is not supported; push it again with a"
                            + " current program",
                    null);
        }
        throw fault(name + " is of type '" + type + "', which is no image", null);
    }

    private static boolean isImage(String type) {
        return MediaType.isIndex(type) || MediaType.isManifest(type);
    }

    private Optional<String> saidType(byte[] bytes, String name) {
        try {
            return Documents.mediaTypeOf(bytes);
        } catch (ImagepackException e) {
            throw fault("sent what is no manifest for " + name + ": " + e.getMessage(), e);
        }
    }

    /** A small blob such as a configuration, verified. */
    byte[] document(Descriptor blob) throws IOException {
        if (blob.size() > Documents.LARGEST) {
            throw fault(
                    "blob " + blob.digest() + " has " + blob.size() + " bytes, a configuration has at most "
                            + Documents.LARGEST,
                    null);
        }
        try (InputStream in = new VerifiedInput(blob(blob, 0), blob.digest(), blob.size())) {
            return in.readAllBytes();
        } catch (VerifiedInput.Mismatch e) {
            throw fault("sent a blob that is not what it should be: " + e.getMessage(), e);
        }
    }

    /** A blob's bytes from {@code offset} on, not verified; a registry that cannot do that is read from the start. */
    InputStream blob(Descriptor blob, long offset) throws IOException {
        Call call = Call.get(repository, "blobs/" + blob.digest());
        Reply reply = send(offset == 0 ? call : call.header("Range", "bytes=" + offset + "-"));
        try {
            boolean partial = reply.status() == 206 && offset > 0;
            if (partial && !begins(reply, offset)) {
                throw fault("sent another part of blob " + blob.digest() + " than was asked for", null);
            }
            if (!partial) {
                requireSuccess(reply, " blob " + blob.digest());
                reply.body().skipNBytes(offset);
            }
            return new ReplyBody(reply);
        } catch (IOException | RuntimeException e) {
            reply.close();
            throw e;
        }
    }

    private static boolean begins(Reply reply, long offset) {
        return reply.header("content-range")
                .filter(range -> range.strip().startsWith("bytes " + offset + "-"))
                .isPresent();
    }

    private Reply requireSuccess(Reply reply, String what) {
        if (reply.status() == 200) {
            return reply;
        }
        if (reply.status() == 404) {
            throw new RegistryFault(
                    repository + what + ": is not there",
                    "Correct the name, tag or digest, or look whether " + repository.domain() + " has it.",
                    404,
                    null);
        }
        throw new RegistryFault(
                repository + what + ": the registry answered with status " + ErrorBody.describe(reply),
                "Look whether " + repository.domain() + " is a registry and has this image.",
                reply.status(),
                null);
    }

    private RegistryFault fault(String what, @Nullable Throwable cause) {
        return new RegistryFault(
                repository + ": the registry " + what,
                "Look into what lies between here and " + repository.domain()
                        + " (a proxy, a mirror), or push the image again.",
                200,
                cause);
    }
}
