package dev.imagepack.ship;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineConnection;
import dev.imagepack.engine.EngineReply;
import dev.imagepack.oci.Digest;

/** An engine with a store of a kind, whose images a test sets; it keeps the archives that it is sent. */
final class MemoryEngine implements EngineConnection {

    static final String CONTAINERD = "{\"DriverStatus\":[[\"driver-type\",\"io.containerd.snapshotter.v1\"]]}";
    static final String CLASSIC = "{\"DriverStatus\":[[\"Backing Filesystem\",\"extfs\"]]}";

    private final String info;
    private final Map<String, String> images = new LinkedHashMap<>();

    /** What it answers to the next loads, instead of nothing. */
    final Deque<Runnable> atLoad = new ArrayDeque<>();

    final Deque<String> answers = new ArrayDeque<>();

    /** What was loaded. */
    final List<byte[]> archives = new ArrayList<>();

    MemoryEngine(String info) {
        this.info = info;
    }

    /** From now on it has an image of this ID with these layers under some names. */
    void has(Digest id, List<String> diffIds, String... names) {
        String inspected =
                "{\"Id\":\"" + id + "\",\"Os\":\"linux\",\"Architecture\":\"amd64\",\"RootFS\":{\"Layers\":[\""
                        + String.join("\",\"", diffIds) + "\"]}}";
        images.put(id.toString(), inspected);
        for (String name : names) {
            images.put(name, inspected);
        }
    }

    @Override
    public EngineReply send(EngineCall call) throws IOException {
        String path = call.path().replaceFirst("^/v1\\.[0-9]+", "");
        if (path.equals("/images/load")) {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            call.body().orElseThrow().writeTo(archive);
            archives.add(archive.toByteArray());
            if (!atLoad.isEmpty()) {
                atLoad.poll().run();
            }
            return reply(200, answers.isEmpty() ? "{\"stream\":\"Loaded\"}" : answers.poll());
        }
        return switch (path) {
            case "/_ping" -> reply(200, "OK");
            case "/version" -> reply(200, "{\"Version\":\"1\",\"Os\":\"linux\",\"Arch\":\"amd64\"}");
            case "/info" -> reply(200, info);
            case "/images/json" ->
                reply(
                        200,
                        "["
                                + String.join(
                                        ",",
                                        images.keySet().stream()
                                                .filter(name -> name.startsWith("sha256:"))
                                                .map(id -> "{\"Id\":\"" + id + "\"}")
                                                .toList())
                                + "]");
            default -> inspect(path.replaceFirst("^/images/(.*)/json$", "$1"));
        };
    }

    private EngineReply inspect(String name) {
        return images.containsKey(name) ? reply(200, images.get(name)) : reply(404, "{\"message\":\"none\"}");
    }

    private static EngineReply reply(int status, String body) {
        return new EngineReply(
                status,
                Map.of("api-version", List.of("1.41")),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public void close() {}
}
