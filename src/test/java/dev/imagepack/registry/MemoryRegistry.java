package dev.imagepack.registry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.SampleImage;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;

/**
 * Any number of registries in memory that do what the distribution specification asks of them, write down every request
 * and misbehave when told to.
 */
public final class MemoryRegistry implements RegistryTransport {

    private static final Pattern UPLOAD = Pattern.compile("/upload/(\\d+)(?:\\?(.*))?");

    /** By {@code domain/path} and digest; a blob is in a repository only when it was pushed or mounted there. */
    private final Map<String, Map<String, byte[]>> blobs = new ConcurrentSkipListMap<>();

    private final Map<String, Map<String, byte[]>> manifests = new ConcurrentSkipListMap<>();
    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int cutAfter = Integer.MAX_VALUE;
    private boolean mounts = true;
    private boolean ranges = true;
    private boolean referrers;

    /** Something that goes wrong once. */
    public interface Fault {
        /** The answer instead of the right one; empty when this request is not meant. */
        Optional<Reply> answer(Call call, MemoryRegistry registry) throws IOException;
    }

    /** The requests so far: method, repository and target, with digests cut to eight digits. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** The requests since the last call of this. */
    public List<String> drain() {
        List<String> all = requests();
        requests.clear();
        return all;
    }

    public MemoryRegistry failOnce(Fault fault) {
        faults.add(fault);
        return this;
    }

    /** Bodies of blobs end with a fault after so many bytes. */
    public MemoryRegistry cutBlobsAfter(int bytes) {
        cutAfter = bytes;
        return this;
    }

    /** Mounting is answered with an upload, as the specification allows. */
    public MemoryRegistry withoutMounts() {
        mounts = false;
        return this;
    }

    /** A Range header is ignored, as the specification allows. */
    public MemoryRegistry withoutRanges() {
        ranges = false;
        return this;
    }

    /** It lists manifests by their subjects itself. */
    public MemoryRegistry withReferrers() {
        referrers = true;
        return this;
    }

    /** Publishes an image of one platform. */
    public Digest publish(String repository, String tag, SampleImage image) {
        image.blobs().forEach(blob -> blobs(repository).put(Digest.of(blob).toString(), blob));
        return manifest(repository, tag, image.manifest());
    }

    /** Publishes an index over images. */
    public Digest publishIndex(String repository, String tag, SampleImage... images) {
        List<Descriptor> entries = new ArrayList<>();
        for (SampleImage image : images) {
            publish(repository, image.manifestDescriptor().digest().hex(), image);
            entries.add(image.manifestDescriptor().withPlatform(image.platform()));
        }
        return manifest(repository, tag, ImageIndex.of(entries).toBytes());
    }

    /** Stores a manifest as a client would. */
    public Digest manifest(String repository, String tag, byte[] bytes) {
        Digest digest = Digest.of(bytes);
        manifests(repository).put(digest.toString(), bytes);
        manifests(repository).put(tag, bytes);
        return digest;
    }

    /** The manifest of a tag or digest. */
    public Optional<byte[]> manifest(String repository, String name) {
        return Optional.ofNullable(manifests(repository).get(name));
    }

    /** The blobs of a repository, by digest. */
    public Map<String, byte[]> blobs(String repository) {
        return blobs.computeIfAbsent(repository, key -> new ConcurrentSkipListMap<>());
    }

    private Map<String, byte[]> manifests(String repository) {
        return manifests.computeIfAbsent(repository, key -> new ConcurrentSkipListMap<>());
    }

    @Override
    public Reply send(Call call) throws IOException {
        requests.add(call.method() + " " + call.repository() + " "
                + call.target().replaceAll("(sha256(?::|%3A)[0-9a-f]{8})[0-9a-f]+", "$1"));
        synchronized (this) {
            for (Fault fault : faults) {
                Optional<Reply> answer = thrownOnce(fault, call);
                if (answer.isPresent()) {
                    faults.remove(fault);
                    return answer.get();
                }
            }
        }
        return answer(call);
    }

    private Optional<Reply> thrownOnce(Fault fault, Call call) throws IOException {
        try {
            return fault.answer(call, this);
        } catch (IOException | RuntimeException e) {
            faults.remove(fault);
            throw e;
        }
    }

    /** The right answer. */
    public Reply answer(Call call) throws IOException {
        String target = call.target();
        if (target.startsWith("manifests/")) {
            return manifest(call, target.substring("manifests/".length()));
        }
        if (target.startsWith("blobs/uploads/")) {
            return begin(call);
        }
        if (target.startsWith("blobs/")) {
            return blob(call, target.substring("blobs/".length()));
        }
        Matcher upload = UPLOAD.matcher(target);
        return upload.matches() ? upload(call, upload.group(1), parameters(upload.group(2))) : reply(404);
    }

    private Reply manifest(Call call, String name) throws IOException {
        String repository = call.repository().toString();
        if (call.method().equals("PUT")) {
            return putManifest(call, repository, name);
        }
        byte[] bytes = manifests(repository).get(name);
        if (bytes == null) {
            return error(404, "MANIFEST_UNKNOWN");
        }
        Map<String, List<String>> headers = Map.of(
                "content-type",
                List.of(type(bytes)),
                "docker-content-digest",
                List.of(Digest.of(bytes).toString()));
        byte[] body = call.method().equals("HEAD") ? new byte[0] : bytes;
        return new Reply(200, headers, "memory", new ByteArrayInputStream(body));
    }

    /** What it says itself; what is no document is called one all the same. */
    private static String type(byte[] bytes) {
        try {
            return Documents.mediaTypeOf(bytes).orElse(MediaType.MANIFEST);
        } catch (ImagepackException e) {
            return MediaType.MANIFEST;
        }
    }

    private Reply putManifest(Call call, String repository, String name) throws IOException {
        byte[] bytes = read(call);
        String type = Documents.mediaTypeOf(bytes).orElse("");
        for (Digest named : named(bytes, type)) {
            boolean there = MediaType.isIndex(type)
                    ? manifests(repository).containsKey(named.toString())
                    : blobs(repository).containsKey(named.toString());
            if (!there) {
                return error(404, "MANIFEST_BLOB_UNKNOWN");
            }
        }
        manifests(repository).put(Digest.of(bytes).toString(), bytes);
        manifests(repository).put(name, bytes);
        Map<String, List<String>> headers = new HashMap<>();
        headers.put("docker-content-digest", List.of(Digest.of(bytes).toString()));
        String subject = Json.parseObject(bytes, Documents.LARGEST, "manifest")
                .path("subject")
                .path("digest")
                .asText();
        if (referrers && !subject.isEmpty()) {
            headers.put("oci-subject", List.of(subject));
        }
        return new Reply(201, headers, "memory", InputStream.nullInputStream());
    }

    private static List<Digest> named(byte[] bytes, String type) {
        List<Digest> digests = new ArrayList<>();
        if (MediaType.isIndex(type)) {
            ImageIndex.parse(bytes, type).manifests().forEach(entry -> digests.add(entry.digest()));
        } else {
            dev.imagepack.oci.ImageManifest manifest = dev.imagepack.oci.ImageManifest.parse(bytes, type);
            digests.add(manifest.config().digest());
            manifest.layers().forEach(layer -> digests.add(layer.digest()));
        }
        return digests;
    }

    private Reply blob(Call call, String digest) {
        byte[] bytes = blobs(call.repository().toString()).get(digest);
        if (bytes == null) {
            return error(404, "BLOB_UNKNOWN");
        }
        if (call.method().equals("HEAD")) {
            return reply(200);
        }
        String range = call.headers().getOrDefault("Range", "");
        int from = ranges && !range.isEmpty() ? Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")) : 0;
        InputStream body = new ByteArrayInputStream(bytes, from, bytes.length - from);
        Map<String, List<String>> headers = from == 0
                ? Map.of()
                : Map.of("content-range", List.of("bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length));
        return new Reply(from == 0 ? 200 : 206, headers, "memory", new Cut(body, cutAfter));
    }

    private Reply begin(Call call) {
        Map<String, String> parameters =
                parameters(call.target().contains("?") ? call.target().split("\\?", 2)[1] : null);
        String from = call.repository().domain() + "/" + parameters.get("from");
        byte[] there = blobs(from).get(parameters.getOrDefault("mount", ""));
        if (mounts && there != null) {
            blobs(call.repository().toString()).put(parameters.get("mount"), there);
            return reply(201);
        }
        String session = String.valueOf(sessions.incrementAndGet());
        uploads.put(session, new ByteArrayOutputStream());
        return accepted(session);
    }

    private Reply upload(Call call, String session, Map<String, String> parameters) throws IOException {
        ByteArrayOutputStream received = uploads.get(session);
        if (received == null) {
            return error(404, "BLOB_UPLOAD_UNKNOWN");
        }
        if (call.method().equals("GET")) {
            return new Reply(204, location(session), "memory", InputStream.nullInputStream());
        }
        if (call.method().equals("DELETE")) {
            uploads.remove(session);
            return reply(204);
        }
        String range = call.headers().getOrDefault("Content-Range", "");
        if (!range.isEmpty() && !range.startsWith(received.size() + "-")) {
            return new Reply(416, location(session), "memory", InputStream.nullInputStream());
        }
        received.write(read(call));
        if (call.method().equals("PATCH")) {
            return accepted(session);
        }
        uploads.remove(session);
        Digest digest = Digest.of(received.toByteArray());
        if (!digest.toString().equals(parameters.get("digest"))) {
            return error(400, "DIGEST_INVALID");
        }
        blobs(call.repository().toString()).put(digest.toString(), received.toByteArray());
        return reply(201);
    }

    /** Takes some bytes of an upload and then forgets to answer. */
    public void receive(Call call, int bytes) throws IOException {
        Matcher upload = UPLOAD.matcher(call.target());
        if (upload.matches()) {
            uploads.get(upload.group(1)).write(Arrays.copyOf(read(call), bytes));
        }
    }

    /** Every upload that has begun is gone. */
    public void forgetUploads() {
        uploads.clear();
    }

    private static byte[] read(Call call) throws IOException {
        try (InputStream in = call.body().open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != call.body().length()) {
                throw new IOException("the body has " + bytes.length + " bytes and said "
                        + call.body().length());
            }
            return bytes;
        }
    }

    private Reply accepted(String session) {
        return new Reply(202, location(session), "memory", InputStream.nullInputStream());
    }

    private Map<String, List<String>> location(String session) {
        int received = uploads.get(session).size();
        return Map.of(
                "location", List.of("/upload/" + session),
                "range", List.of("0-" + Math.max(0, received - 1)));
    }

    /** An answer without a body. */
    public static Reply reply(int status) {
        return new Reply(status, Map.of(), "memory", InputStream.nullInputStream());
    }

    /** An error document. */
    public static Reply error(int status, String code) {
        byte[] body =
                ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"sorry\"}]}").getBytes(StandardCharsets.UTF_8);
        return new Reply(status, Map.of(), "memory", new ByteArrayInputStream(body));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new ConcurrentSkipListMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] halves = pair.split("=", 2);
            parameters.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        return parameters;
    }

    /** A connection that breaks. */
    private static final class Cut extends FilterInputStream {

        private int left;

        Cut(InputStream in, int after) {
            super(in);
            this.left = after;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && in.available() > 0) {
                throw new IOException("connection reset");
            }
            int read = in.read(bytes, offset, Math.min(length, Math.max(left, 1)));
            left -= Math.max(read, 0);
            return read;
        }
    }
}
