package dev.imagepack.build.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.intake.BaseLayers;
import dev.imagepack.build.intake.CutImage;
import dev.imagepack.build.intake.ForeignImage;
import dev.imagepack.build.intake.Intake;
import dev.imagepack.build.intake.SaveForm;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleImage.Layer;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Images that one engine built on one base at about the same time come out of as few streams as nobody has to wait for. */
@Timeout(60)
class SharedSavesTest {

    private static final Layer BASE = Layer.gzip("etc/base", "base".repeat(2000));

    @TempDir
    Path home;

    private final SavingEngine saving = new SavingEngine(new ScriptedEngine(""));
    private final Engine engine = new Engine(saving);
    private final SharedSaves saves = new SharedSaves(TarReader.Limits.DEFAULT);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch firstIsSaved = new CountDownLatch(1);
    private final Map<String, Future<BuiltImage>> coming = new TreeMap<>();
    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home);
        for (String alias : List.of("first", "b", "c", "d")) {
            saving.images.put(alias, SampleImage.of(BASE, Layer.gzip("app/" + alias, alias)));
        }
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        bench.close();
    }

    private CutImage cut(String alias) throws IOException {
        SampleImage image = saving.images.get(alias);
        ForeignImage foreign = new ForeignImage(
                bench.request(bench.spec(alias, "FROM base")),
                SaveForm.PODMAN.id(image),
                diffIds(image),
                BaseLayers.NONE);
        try (Intake intake = new Intake(TarReader.Limits.DEFAULT)) {
            return intake.cut(foreign);
        }
    }

    private static List<DiffId> diffIds(SampleImage image) {
        return image.layers().stream().map(Layer::diffId).toList();
    }

    /** Its build step is done. */
    private void take(String alias) throws IOException {
        CutImage image = cut(alias);
        coming.put(alias, threads.submit(() -> saves.take(engine, alias, image)));
    }

    /** Those whose build steps end while the first one is saved, which others wait for. */
    private void takeWhileTheFirstIsSaved(String... aliases) throws Exception {
        SavingEngine.Answer others = saving.answer;
        CountDownLatch begun = new CountDownLatch(1);
        saving.answer = names -> {
            if (!names.equals(List.of("first"))) {
                return others.to(names);
            }
            begun.countDown();
            await(firstIsSaved);
            return saving.stream(names);
        };
        take("first");
        begun.await();
        for (String alias : aliases) {
            int before = saves.waiting();
            take(alias);
            SavingEngine.awaitWaiting(saves, before + 1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertTaken(String... aliases) throws Exception {
        for (String alias : aliases) {
            BuiltImage image = coming.get(alias).get();
            assertThat(image.alias().value()).isEqualTo(alias);
            assertThat(image.layers())
                    .hasSize(2)
                    .allMatch(layer -> bench.cache
                            .blobs()
                            .contains(
                                    layer.descriptor().digest(),
                                    layer.descriptor().size()));
            assertThat(bench.tree(image)).anyMatch(line -> line.contains("app/" + alias));
        }
    }

    private Throwable failure(String alias) {
        return catchThrowable(() -> coming.get(alias).get()).getCause();
    }

    @Test
    void thoseThatAreBuiltWhileOneIsSavedShareTheNextSave() throws Exception {
        takeWhileTheFirstIsSaved("b", "c", "d");
        firstIsSaved.countDown();

        assertTaken("first", "b", "c", "d");
        assertThat(saving.saves).hasSize(2);
        assertThat(saving.saves.get(0)).containsExactly("first");
        assertThat(saving.saves.get(1)).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void whatIsBuiltWhileNothingIsSavedIsSavedAtOnce() throws Exception {
        for (String alias : List.of("b", "c")) {
            take(alias);
            assertTaken(alias);
        }
        assertThat(saving.saves).containsExactly(List.of("b"), List.of("c"));
    }

    @Test
    void aSaveIsForOnePlatform() throws Exception {
        bench.platform = Platform.parse("linux/arm64");
        saving.images.replaceAll((alias, image) ->
                alias.equals("c") ? new SampleImage(Platform.parse("linux/arm64"), image.layers()) : image);
        CutImage arm = cut("c");
        bench.platform = Platform.LINUX_AMD64;
        takeWhileTheFirstIsSaved("b", "d");
        coming.put("c", threads.submit(() -> saves.take(engine, "c", arm)));
        SavingEngine.awaitWaiting(saves, 3);
        firstIsSaved.countDown();

        assertTaken("first", "b", "c", "d");
        assertThat(saving.saves).hasSize(3).contains(List.of("c"));
    }

    /** How a shared save goes wrong because of one image of it. */
    private enum Fault {
        REFUSED {
            @Override
            byte[] answer(SavingEngine engine, List<String> names) {
                throw new EngineFault("answered 500: no space for c", "Make some.", 500, null);
            }
        },
        CUT {
            @Override
            byte[] answer(SavingEngine engine, List<String> names) {
                byte[] whole = engine.stream(names);
                return Arrays.copyOf(whole, whole.length / 2);
            }
        },
        LEFT_OUT {
            @Override
            byte[] answer(SavingEngine engine, List<String> names) {
                List<String> others = Stream.concat(names.stream(), Stream.of("first"))
                        .filter(name -> !name.equals("c"))
                        .toList();
                return engine.stream(others);
            }
        };

        abstract byte[] answer(SavingEngine engine, List<String> names);
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheOneAtFaultFails(Fault fault) throws Exception {
        saving.answer = names -> names.contains("c") ? fault.answer(saving, names) : saving.stream(names);
        takeWhileTheFirstIsSaved("b", "c", "d");
        firstIsSaved.countDown();

        assertTaken("first", "b", "d");
        assertThat(failure("c")).isInstanceOf(ImagepackException.class);
        assertThat(saving.saves.get(1)).containsExactlyInAnyOrder("b", "c", "d");
        assertThat(saving.saves).contains(List.of("c"));
        assertThat(bench.said("step")).anyMatch(step -> step.contains("a save of 3 images failed: "));
    }

    @Test
    void anEngineThatCannotSaveSeveralIsAskedForThemOnce() throws Exception {
        CountDownLatch again = new CountDownLatch(1);
        saving.answer = names -> {
            if (names.size() > 1) {
                throw new EngineFault("answered 400: one name, please", "Ask so.", 400, null);
            }
            if (names.equals(List.of("again"))) {
                await(again);
            }
            return saving.stream(names);
        };
        takeWhileTheFirstIsSaved("b", "c");
        firstIsSaved.countDown();
        assertTaken("first", "b", "c");

        saving.images.put("again", saving.images.get("d"));
        take("again");
        while (!saving.saves.contains(List.of("again"))) {
            Thread.onSpinWait();
        }
        take("b");
        take("c");
        SavingEngine.awaitWaiting(saves, 2);
        again.countDown();
        assertTaken("b", "c");
        assertThat(saving.saves.stream().filter(names -> names.size() > 1)).hasSize(1);
    }

    @Test
    void whoIsInterruptedLeavesTheOthersAlone() throws Exception {
        takeWhileTheFirstIsSaved("b");
        Thread[] waiting = new Thread[1];
        CutImage image = cut("c");
        coming.put("c", threads.submit(() -> {
            waiting[0] = Thread.currentThread();
            return saves.take(engine, "c", image);
        }));
        SavingEngine.awaitWaiting(saves, 2);
        waiting[0].interrupt();

        assertThat(failure("c")).isInstanceOf(InterruptedIOException.class);
        firstIsSaved.countDown();
        assertTaken("first", "b");
        assertThat(saving.saves).containsExactly(List.of("first"), List.of("b"));
    }

    /** As a build that is cancelled does with all its threads. */
    @Test
    void anInterruptedSaveIsNotTriedAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        saving.answer = names -> {
            begun.countDown();
            return SavingEngine.hang();
        };
        takeWhileTheFirstIsSaved("b", "c");
        firstIsSaved.countDown();
        begun.await();
        threads.shutdownNow();

        assertThat(failure("b")).isInstanceOf(InterruptedIOException.class);
        assertThat(failure("c")).isInstanceOf(InterruptedIOException.class);
        assertThat(saving.saves).hasSize(2);
    }
}
