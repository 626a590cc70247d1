package dev.imagepack.build.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineConnection;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.engine.EngineReply;

/** An engine that was written down. */
final class ScriptedEngine implements EngineConnection {

    private final String build;
    private final String operatingSystem;
    final List<EngineCall> calls = Collections.synchronizedList(new ArrayList<>());
    IOException breaks;
    int removal = 200;

    /** What comes instead of an answer when something is to be removed, after this took its time. */
    EngineFault silent;

    Runnable silence = () -> {};

    /** What happens between the call and its answer. */
    Runnable whileBuilding = () -> {};

    ScriptedEngine(String build) {
        this(build, "linux");
    }

    ScriptedEngine(String build, String operatingSystem) {
        this.build = build;
        this.operatingSystem = operatingSystem;
    }

    @Override
    public EngineReply send(EngineCall call) throws IOException {
        calls.add(call);
        if (call.body().isPresent()) {
            call.body().get().writeTo(java.io.OutputStream.nullOutputStream());
        }
        String path = call.path().replaceFirst("^/v[0-9.]+", "");
        if (path.equals("/_ping")) {
            return reply(200, "OK");
        }
        if (path.equals("/version")) {
            return reply(200, "{\"Version\":\"20.10.0\",\"Os\":\"" + operatingSystem + "\",\"Arch\":\"amd64\"}");
        }
        if (path.equals("/build")) {
            if (breaks != null) {
                throw breaks;
            }
            whileBuilding.run();
            return reply(200, build);
        }
        if (call.method().equals("DELETE")) {
            silence.run();
            if (silent != null) {
                throw silent;
            }
            return reply(removal, removal == 200 ? "[]" : "{\"message\":\"it is in use\"}");
        }
        return path.startsWith("/images/") && call.method().equals("GET") ? reply(404, "{}") : reply(200, "{}");
    }

    private static EngineReply reply(int status, String body) {
        return new EngineReply(
                status,
                Map.of("api-version", List.of("1.41")),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    List<String> sent(String method) {
        return calls.stream()
                .filter(call -> call.method().equals(method))
                .map(call -> call.path().replaceFirst("^/v[0-9.]+", ""))
                .toList();
    }

    @Override
    public String describe() {
        return "unix:///fake";
    }

    @Override
    public void close() {}
}
