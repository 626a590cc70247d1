package dev.imagepack.engine;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.imagepack.io.Content;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.Platform;

/**
 * A Docker-compatible engine: what it is, and the plain operations on its images. Several threads may use it at once. What
 * the engine refuses is an {@link EngineFault} with its status and its own words.
 */
public final class Engine implements Closeable {

    /** The version from which {@code save} takes a platform. */
    private static final ApiVersion SAVES_PLATFORMS = new ApiVersion(1, 48);

    private static final int LARGEST_DOCUMENT = 16 << 20;

    private final EngineConnection connection;
    private @Nullable EngineFacts facts;

    /** @param connection closed with the engine */
    public Engine(EngineConnection connection) {
        this.connection = connection;
    }

    /** The engine at an address. Nothing is opened before the first call. */
    public static Engine at(EngineAddress address) {
        return new Engine(DockerJavaConnection.to(address));
    }

    /** Where it is, for messages; holds no secret. */
    public String describe() {
        return connection.describe();
    }

    /**
     * What the engine says of itself; asked once.
     *
     * @throws EngineFault when nothing answers, or not as a Docker-compatible engine does
     */
    public synchronized EngineFacts facts() throws IOException {
        if (facts == null) {
            facts = new Introduction(connection).facts();
        }
        return facts;
    }

    /** An image by name or ID; empty when the engine does not have it. */
    public Optional<EngineImage> inspect(String image) throws IOException {
        try {
            EngineCall call = EngineCall.of("GET", "/images/" + ImagePath.of(image) + "/json");
            if (facts().store() == EngineFacts.Store.CONTAINERD && facts().api().isAtLeast(SAVES_PLATFORMS)) {
                call = call.with("manifests", "true");
            }
            return Optional.of(InspectedImage.read(document(call), describe() + ": image " + image));
        } catch (EngineFault e) {
            return absent(e);
        }
    }

    /** The IDs of all images that have a name or stand for themselves, as {@link #inspect} takes them, the newest first. */
    public List<String> images() throws IOException {
        List<String> ids = new ArrayList<>();
        try (EngineReply reply = send(EngineCall.of("GET", "/images/json"))) {
            byte[] bytes = reply.body().readNBytes(LARGEST_DOCUMENT + 1);
            for (JsonNode image : Json.parse(bytes, LARGEST_DOCUMENT, describe() + ": GET /images/json")) {
                ids.add(image.path("Id").asText());
            }
        }
        return ids;
    }

    /** Gives an image one more name. */
    public void tag(String image, String repository, String tag) throws IOException {
        done(EngineCall.of("POST", "/images/" + ImagePath.of(image) + "/tag")
                .with("repo", repository)
                .with("tag", tag));
    }

    /**
     * Takes a name, or by its ID a whole image, away. Parents that nothing else needs go too.
     *
     * @return false when the engine does not have it
     */
    public boolean remove(String image) throws IOException {
        try {
            done(EngineCall.of("DELETE", "/images/" + ImagePath.of(image))
                    .with("force", "true")
                    .takingLong());
            return true;
        } catch (EngineFault e) {
            absent(e);
            return false;
        }
    }

    /**
     * Has the engine fetch an image from its registry.
     *
     * @param repository without tag and digest
     * @param version tag or digest
     * @param platform empty for the engine's own
     * @param authorization the value of {@code X-Registry-Auth}, if the registry wants one
     * @param progress gets the engine's messages, except for the one that says an error
     */
    public void pull(
            String repository,
            String version,
            Optional<Platform> platform,
            Optional<String> authorization,
            Consumer<ObjectNode> progress)
            throws IOException {
        EngineCall call = EngineCall.of("POST", "/images/create")
                .with("fromImage", repository)
                .with("tag", version);
        if (platform.isPresent()) {
            call = call.with("platform", platform.get().toString());
        }
        if (authorization.isPresent()) {
            call = call.withHeader("X-Registry-Auth", authorization.get());
        }
        messages(call, progress);
    }

    /**
     * Images as one tar archive, in whatever form the engine writes; the caller closes it.
     *
     * @param names or IDs; by its ID an image has no name in the archive
     * @param platform which one of an image of several; heeded from API 1.48 on, older engines save what they have
     */
    public InputStream save(List<String> names, Optional<Platform> platform) throws IOException {
        EngineCall call = EngineCall.of("GET", "/images/get").takingLong();
        for (String name : names) {
            call = call.with("names", name);
        }
        if (platform.isPresent() && facts().api().isAtLeast(SAVES_PLATFORMS)) {
            call = call.with("platform", PlatformParameter.of(platform.get()));
        }
        EngineReply reply = send(call);
        return new FilterInputStream(reply.body()) {
            @Override
            public void close() throws IOException {
                reply.close();
            }
        };
    }

    /**
     * Gives images to the engine.
     *
     * @param archive a tar archive as {@code docker load} takes it
     * @return names, or IDs of images without a name, as the engine says them
     */
    public List<String> load(Content archive) throws IOException {
        List<String> loaded = new ArrayList<>();
        EngineCall call =
                EngineCall.of("POST", "/images/load").with("quiet", "1").withBody("application/x-tar", archive);
        messages(call, message -> loaded.addAll(LoadedNames.of(message)));
        return List.copyOf(loaded);
    }

    /** Sends a call and hands on each message of the reply, to its end; the one that says an error is thrown. */
    public void messages(EngineCall call, Consumer<ObjectNode> each) throws IOException {
        String place = describe() + ": " + call.method() + " " + call.path();
        try (EngineReply reply = send(call)) {
            EngineMessages messages = new EngineMessages(reply.body(), place);
            for (Optional<ObjectNode> next = messages.next(); next.isPresent(); next = messages.next()) {
                Optional<String> error = EngineMessages.error(next.get());
                if (error.isPresent()) {
                    throw new EngineFault(
                            place + ": " + error.get(), "The engine's own log may say more.", reply.status(), null);
                }
                each.accept(next.get());
            }
        }
    }

    /**
     * Sends a call in the version of the API that both sides speak.
     *
     * @return the reply, whose status is one of success; the caller closes it
     * @throws EngineFault for any other status, with the engine's words
     */
    public EngineReply send(EngineCall call) throws IOException {
        return Refusal.orReply(describe(), call, connection.send(call.at("/v" + facts().api() + call.path())));
    }

    /** Reads the reply to its end, so that the connection serves the next call. */
    private void done(EngineCall call) throws IOException {
        try (EngineReply reply = send(call)) {
            reply.body().readNBytes(LARGEST_DOCUMENT);
        }
    }

    private ObjectNode document(EngineCall call) throws IOException {
        try (EngineReply reply = send(call)) {
            return Json.parseObject(
                    reply.body().readNBytes(LARGEST_DOCUMENT + 1),
                    LARGEST_DOCUMENT,
                    describe() + ": " + call.method() + " " + call.path());
        }
    }

    private static <T> Optional<T> absent(EngineFault fault) {
        if (fault.status().orElse(0) != 404) {
            throw fault;
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
