package dev.imagepack.build.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineConnection;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.engine.EngineReply;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.pack.PackImages;
import dev.imagepack.pack.PackLog;
import dev.imagepack.testing.EveryEngine;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.RealEngine;

import static dev.imagepack.build.engine.Workbench.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The images of a module whose builds end together come out of one engine by fewer saves than there are images. */
@Timeout(300)
class SeveralAliasesTest {

    private static final List<String> ALIASES = List.of("one", "two", "three");
    private static final String DONE = "{\"aux\":{\"ID\":\"sha256:" + "a".repeat(64) + "\"}}\n";

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    /** A real engine whose calls for images are seen; the first of them is answered when all else is built. */
    private static final class Seen implements EngineConnection {

        private final Engine real;
        private final List<Integer> saves = Collections.synchronizedList(new ArrayList<>());

        /** Bytes of the streams, by how many images they had. */
        private final Map<Integer, Long> sizes = new ConcurrentHashMap<>();

        private Runnable first = () -> {};
        private boolean breaksSharedOnes;

        Seen(Engine real) {
            this.real = real;
        }

        @Override
        public EngineReply send(EngineCall call) throws IOException {
            String path = call.path().replaceFirst("^/v[0-9.]+", "");
            EngineCall plain =
                    new EngineCall(call.method(), path, call.query(), call.headers(), call.body(), call.takesLong());
            if (!path.equals("/images/get")) {
                return real.send(plain);
            }
            int names = (int) call.query().stream()
                    .filter(parameter -> parameter.name().equals("names"))
                    .count();
            saves.add(names);
            if (saves.size() == 1) {
                first.run();
            }
            EngineReply reply = real.send(plain);
            Body body = new Body(reply.body(), names, names > 1 && breaksSharedOnes);
            return new EngineReply(reply.status(), reply.headers(), body);
        }

        /** Counts its bytes, and may break off. */
        private final class Body extends FilterInputStream {

            private final int names;
            private final boolean breaks;

            Body(InputStream in, int names, boolean breaks) {
                super(in);
                this.names = names;
                this.breaks = breaks;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = in.read(bytes, offset, breaks ? Math.min(length, 10_000) : length);
                sizes.merge(names, (long) read, Long::sum);
                if (breaks && sizes.get(names) > 20_000) {
                    throw new IOException("connection reset");
                }
                return read;
            }
        }

        @Override
        public String describe() {
            return real.describe();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }

    /** Two at once; the second one waits to be saved, which lets the third begin. */
    private List<BuildOutcome> buildAtOnce(RealEngine real, Seen seen) throws Exception {
        bench.tools();
        // A new one each time, or the engine has the step in its cache.
        bench.buildArgs.put("WORD", UUID.randomUUID().toString());
        List<ImageSpec> images = ALIASES.stream()
                .map(alias -> bench.spec(
                        alias, "FROM tools", SHELL, "ARG WORD", "RUN echo $WORD > /word", "RUN echo x > /" + alias))
                .toList();
        try (Engine engine = new Engine(seen)) {
            EngineBuilder builder = bench.builder(() -> engine);
            seen.first = () -> SavingEngine.awaitWaiting(builder.saves, 2);
            List<BuildOutcome> outcomes = bench.buildTogether(images, 2, image -> builder);
            Workbench.assertNothingIsLeft(engine);
            return outcomes;
        }
    }

    private void assertSound(List<BuildOutcome> outcomes) throws Exception {
        for (int i = 0; i < ALIASES.size(); i++) {
            assertThat(outcomes.get(i).image().alias().value()).isEqualTo(ALIASES.get(i));
            assertThat(bench.tree(outcomes.get(i).image()))
                    .filteredOn(line -> Stream.of("one", "two", "three").anyMatch(line::contains))
                    .singleElement()
                    .asString()
                    .contains(ALIASES.get(i));
        }
        PackImages.pack(
                new PackImages.Request(
                        outcomes,
                        bench.cache.blobs(),
                        List.of(),
                        List.of(),
                        home.resolve("packed"),
                        Optional.empty(),
                        List.of(),
                        false),
                PackLog.SILENT);
        assertThat(LayoutCheck.check(home.resolve("packed/images"))).isEmpty();
    }

    @EveryEngine
    void threeOnOneBaseComeOutOfTwoSaves(RealEngine real) throws Exception {
        Seen seen = new Seen(real.open());
        assertSound(buildAtOnce(real, seen));
        assertThat(seen.saves).containsExactly(1, 2);
        // The base, which is nearly all of either image, comes once.
        assertThat(seen.sizes.get(2)).isLessThan(seen.sizes.get(1) * 3 / 2);
        assertThat(bench.said("step")).noneMatch(step -> step.contains("saved by itself"));
    }

    @EveryEngine
    void aSharedSaveThatBreaksIsDoneAgainOneByOne(RealEngine real) throws Exception {
        Seen seen = new Seen(real.open());
        seen.breaksSharedOnes = true;
        assertSound(buildAtOnce(real, seen));
        assertThat(seen.saves).containsExactly(1, 2, 1, 1);
        assertThat(bench.said("step"))
                .filteredOn(step -> step.contains("is saved by itself, for a save of 2 images failed: "))
                .hasSize(2)
                .allMatch(step -> step.contains("connection reset"));
    }

    private SavingEngine scripted(ScriptedEngine script, SampleImage... results) throws Exception {
        bench.contexts.put(
                "base", new BaseImage.Saved(HandMadeImage.minimal().layout(home.resolve("base")), Optional.empty()));
        SavingEngine saving = new SavingEngine(script);
        saving.results.addAll(List.of(results));
        return saving;
    }

    private List<ImageSpec> recipes() {
        return ALIASES.stream()
                .map(alias -> bench.spec(alias, "FROM base", "RUN make " + alias))
                .toList();
    }

    private static SampleImage sample(String name) {
        return SampleImage.of(Layer.gzip("app/" + name, name));
    }

    @Test
    void whatWasBuiltBesideAFailureIsInTheCacheAndNoNameStays() throws Exception {
        SampleImage guilty = sample("guilty");
        ScriptedEngine script = new ScriptedEngine(DONE);
        SavingEngine saving = scripted(script, sample("a"), guilty, sample("b"));
        EngineBuilder builder = bench.builder(() -> new Engine(saving));
        saving.answer = names -> {
            if (saving.saves.size() == 1) {
                SavingEngine.awaitWaiting(builder.saves, 2);
            }
            byte[] whole = saving.stream(names);
            return names.stream().anyMatch(name -> saving.images.get(name).equals(guilty)) ? new byte[512] : whole;
        };

        assertThatThrownBy(() -> bench.buildTogether(recipes(), 2, image -> builder))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("what unix:///fake saved cannot be used: ")
                .hasNoSuppressedExceptions();
        assertThat(script.sent("DELETE").stream().filter(path -> path.endsWith(":image")))
                .hasSize(3);

        saving.results.add(guilty);
        saving.answer = saving::stream;
        assertThat(bench.buildTogether(recipes(), image -> builder))
                .filteredOn(BuildOutcome::reused)
                .hasSize(2);
    }

    @Test
    void anInterruptWhileImagesAreSavedRemovesEveryName() throws Exception {
        ScriptedEngine script = new ScriptedEngine(DONE);
        SavingEngine saving = scripted(script, sample("a"), sample("b"), sample("c"));
        EngineBuilder builder = bench.builder(() -> new Engine(saving));
        CountDownLatch together = new CountDownLatch(1);
        saving.answer = names -> {
            if (saving.saves.size() == 1) {
                SavingEngine.awaitWaiting(builder.saves, 2);
                return saving.stream(names);
            }
            together.countDown();
            return SavingEngine.hang();
        };
        FutureTask<Throwable> build =
                new FutureTask<>(() -> catchThrowable(() -> bench.buildTogether(recipes(), image -> builder)));
        Thread thread = new Thread(build);
        thread.start();
        together.await();
        thread.interrupt();

        assertThat(build.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(saving.saves).hasSize(2);
        assertThat(script.sent("DELETE")).hasSize(6);
    }

    @Test
    void anEngineThatIsGoneIsAnErrorOfEachAlias() throws Exception {
        SavingEngine saving = scripted(new ScriptedEngine(DONE), sample("a"), sample("b"), sample("c"));
        EngineBuilder builder = bench.builder(() -> new Engine(saving));
        saving.answer = names -> {
            if (saving.saves.size() == 1) {
                SavingEngine.awaitWaiting(builder.saves, 2);
            }
            throw new EngineFault("The engine does not answer", "Start it.", 0, null);
        };

        Throwable first = catchThrowable(() -> bench.buildTogether(recipes(), image -> builder));
        assertThat(Stream.concat(Stream.of(first), Stream.of(first.getSuppressed())))
                .extracting(Throwable::getMessage)
                .containsExactlyInAnyOrder(
                        "images.one: The engine does not answer",
                        "images.two: The engine does not answer",
                        "images.three: The engine does not answer");
    }
}
