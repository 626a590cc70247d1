package dev.imagepack.registry;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;

/**
 * One blob on its way into a repository (distribution specification, "Push"): a small one in one request, a large one in
 * chunks. After a fault the registry is asked how far it got, and the upload goes on from there; a session that it forgot
 * is begun anew.
 */
final class BlobUpload {

    /** Larger than what any registry demands of a chunk, small enough that sending one again is no disaster. */
    static final long CHUNK = 32L << 20;

    /** How often in a row an upload may fail without any further byte getting there. */
    private static final int MOST_FRUITLESS = 4;

    private static final Pattern RECEIVED = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

    private final RegistryTransport transport;
    private final Repository repository;
    private final Descriptor blob;
    private final Body body;

    private long chunk;
    private String location = "";
    private String base = "";
    private long offset;

    /** @param chunk the most bytes of one request */
    BlobUpload(RegistryTransport transport, Repository repository, Descriptor blob, Body body, long chunk) {
        this.transport = transport;
        this.repository = repository;
        this.blob = blob;
        this.body = body;
        this.chunk = chunk;
    }

    /**
     * Mounts the blob from another repository of the registry, or, where that is not possible, is ready to {@link #send} it.
     *
     * @return whether the blob is there now
     * @throws RegistryFault when the other repository may not be read, or the registry fails
     */
    boolean mount(String from) throws IOException {
        String target = "blobs/uploads/?mount=" + blob.digest() + "&from=" + Encoded.query(from);
        try (Reply reply =
                transport.send(Call.write("POST", repository, target, true).mounting(from))) {
            if (reply.status() == 201) {
                return true;
            }
            if (reply.status() == 202) {
                moveTo(reply);
            }
            return false;
        }
    }

    /** Sends the bytes; afterwards the registry has verified and stored them. */
    void send() throws IOException {
        int fruitless = 0;
        while (true) {
            long before = offset;
            try {
                sendRest();
                return;
            } catch (RegistryFault e) {
                fruitless = offset > before ? 0 : fruitless + 1;
                boolean mayHelp = fruitless < MOST_FRUITLESS && isPassing(e);
                if ((mayHelp || mayBeThere(e)) && isThere()) {
                    return;
                }
                if (!mayHelp) {
                    giveUp();
                    throw e;
                }
                findOut();
            }
        }
    }

    /** What a second attempt may cure: no answer, a session that is gone or disagrees, somebody in the way, a server's fault. */
    private static boolean isPassing(RegistryFault fault) {
        int status = fault.status().orElse(0);
        return List.of(0, 404, 408, 409, 416, 429).contains(status) || status >= 500;
    }

    /** Some registries refuse a blob that somebody else has brought in the meantime, and call that invalid or a conflict. */
    private static boolean mayBeThere(RegistryFault fault) {
        return List.of(400, 409).contains(fault.status().orElse(0));
    }

    /** So that the registry need not keep what nobody will go on with. */
    private void giveUp() throws IOException {
        if (location.isEmpty()) {
            return;
        }
        try {
            transport.send(here("DELETE")).close();
        } catch (RegistryFault e) {
            // It forgets it by itself some day; what went wrong before is worth knowing.
        }
    }

    private void sendRest() throws IOException {
        if (location.isEmpty()) {
            begin();
        }
        while (blob.size() - offset > chunk) {
            patch(chunk);
        }
        complete();
    }

    private void begin() throws IOException {
        try (Reply reply = transport.send(Call.write("POST", repository, "blobs/uploads/", true))) {
            require(reply, 202);
            moveTo(reply);
            offset = 0;
            chunk = Math.max(chunk, leastChunk(reply));
        }
    }

    /** What the registry demands of every chunk but the last one; 0 if it does not say. */
    private static long leastChunk(Reply reply) {
        return reply.header("oci-chunk-min-length")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    private void patch(long size) throws IOException {
        Call call = here("PATCH")
                .header("Content-Type", "application/octet-stream")
                .header("Content-Range", offset + "-" + (offset + size - 1))
                .body(body.part(offset, size));
        try (Reply reply = transport.send(call)) {
            require(reply, 202);
            moveTo(reply);
            offset += size;
        }
    }

    private void complete() throws IOException {
        long rest = blob.size() - offset;
        Call call = here("PUT", "digest=" + blob.digest())
                .header("Content-Type", "application/octet-stream")
                .body(body.part(offset, rest));
        if (offset > 0 && rest > 0) {
            call = call.header("Content-Range", offset + "-" + (blob.size() - 1));
        }
        try (Reply reply = transport.send(call)) {
            require(reply, 201);
            requireDigest(reply);
        }
    }

    private void requireDigest(Reply reply) {
        String expected = blob.digest().toString();
        reply.header("docker-content-digest")
                .filter(said -> !said.equals(expected))
                .ifPresent(said -> {
                    throw new RegistryFault(
                            repository + ": the registry stored " + said + " when " + expected + " was sent",
                            "Look into what lies between here and " + repository.domain() + ".",
                            reply.status(),
                            null);
                });
    }

    /** A request may have been carried out although its answer was lost. */
    private boolean isThere() throws IOException {
        try (Reply reply =
                transport.send(Call.head(repository, "blobs/" + blob.digest()).forPush())) {
            return reply.status() == 200;
        }
    }

    /** Asks how far the registry got; a session that it does not know is given up. */
    private void findOut() throws IOException {
        try (Reply reply = location.isEmpty() ? null : transport.send(here("GET"))) {
            Optional<Long> received = reply != null && reply.status() == 204 ? received(reply) : Optional.empty();
            if (received.isPresent()) {
                moveTo(reply);
                offset = received.get();
                return;
            }
        } catch (RegistryFault e) {
            // It does not even say that; then a new session is the way.
        }
        location = "";
        offset = 0;
    }

    private Optional<Long> received(Reply reply) {
        return reply.header("range")
                .map(RECEIVED::matcher)
                .filter(Matcher::matches)
                .map(range -> range.group(1).equals("0") ? 0 : Long.parseLong(range.group(1)) + 1)
                .filter(bytes -> bytes <= blob.size());
    }

    private Call here(String method) {
        return Call.write(method, repository, "", method.equals("GET")).at(location, base);
    }

    private Call here(String method, String parameter) {
        String joined = location + (location.indexOf('?') < 0 ? "?" : "&") + parameter;
        return Call.write(method, repository, "", false).at(joined, base);
    }

    private void moveTo(Reply reply) {
        reply.header("location").ifPresent(moved -> {
            location = moved;
            base = reply.address();
        });
        if (location.isEmpty()) {
            throw new RegistryFault(
                    repository + ": the registry began an upload without saying where it goes",
                    "Look whether " + repository.domain() + " is a registry of the OCI distribution specification.",
                    reply.status(),
                    null);
        }
    }

    private void require(Reply reply, int status) {
        if (reply.status() != status) {
            throw new RegistryFault(
                    repository + ": the registry did not take blob " + blob.digest() + ", it answered with status "
                            + ErrorBody.describe(reply),
                    "Look whether you may push to " + repository + ".",
                    reply.status(),
                    null);
        }
    }

    /** What this upload is about. */
    Digest digest() {
        return blob.digest();
    }
}
