package dev.imagepack.build.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import dev.imagepack.build.intake.SaveForm;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineConnection;
import dev.imagepack.engine.EngineReply;
import dev.imagepack.image.SampleImage;

import static org.assertj.core.api.Assertions.assertThat;

/** A scripted engine that has images, and saves those that a call names. */
final class SavingEngine implements EngineConnection {

    private final ScriptedEngine script;

    /** By the name that the engine knows them by. */
    final Map<String, SampleImage> images = new ConcurrentHashMap<>();

    /** What builds make, one after the other. */
    final Queue<SampleImage> results = new ConcurrentLinkedQueue<>();

    /** The names of each call. */
    final List<List<String>> saves = Collections.synchronizedList(new ArrayList<>());

    Answer answer = this::stream;

    /** What comes when images are to be saved. */
    @FunctionalInterface
    interface Answer {
        byte[] to(List<String> names) throws IOException;
    }

    SavingEngine(ScriptedEngine script) {
        this.script = script;
    }

    /** Until so many images wait for the next save. */
    static void awaitWaiting(SharedSaves saves, int count) {
        while (saves.waiting() != count) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.onSpinWait();
        }
    }

    /** An engine that does not answer, until whoever asked is interrupted. */
    static byte[] hang() throws InterruptedIOException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** As Podman writes it. */
    byte[] stream(List<String> names) {
        return SaveForm.PODMAN.of(names.stream().map(images::get).toArray(SampleImage[]::new));
    }

    @Override
    public EngineReply send(EngineCall call) throws IOException {
        String path = call.path().replaceFirst("^/v[0-9.]+", "");
        if (path.equals("/build")) {
            images.put(named(call, "t").get(0), results.remove());
        }
        if (path.equals("/images/get")) {
            List<String> names = named(call, "names");
            saves.add(names);
            return reply(answer.to(names));
        }
        String image = path.replaceFirst("^/images/(.*)/json$", "$1");
        return call.method().equals("GET") && images.containsKey(image)
                ? reply(inspected(images.get(image)).getBytes(StandardCharsets.UTF_8))
                : script.send(call);
    }

    private static List<String> named(EngineCall call, String parameter) {
        return call.query().stream()
                .filter(each -> each.name().equals(parameter))
                .map(EngineCall.Parameter::value)
                .toList();
    }

    private static String inspected(SampleImage image) {
        return "{\"Id\":\"" + SaveForm.PODMAN.id(image) + "\",\"RootFS\":{\"Layers\":["
                + image.layers().stream()
                        .map(layer -> "\"" + layer.diffId() + "\"")
                        .collect(Collectors.joining(","))
                + "]}}";
    }

    private static EngineReply reply(byte[] body) {
        return new EngineReply(200, Map.of(), new ByteArrayInputStream(body));
    }

    @Override
    public String describe() {
        return script.describe();
    }

    @Override
    public void close() {}
}
