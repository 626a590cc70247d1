package dev.imagepack.build.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.RunOptions;
import dev.imagepack.testing.HandMadeImage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** An engine that fails in every way that one can: each ends in one clear error, and nothing is left there. */
class EngineFaultsTest {

    private static final String STEP = "{\"stream\":\"Step 2/2 : RUN make\\n\"}\n{\"stream\":\"making\\n\"}\n";
    private static final String FAILED =
            "{\"errorDetail\":{\"code\":2,\"message\":\"The command '/bin/sh -c make' returned"
                    + " a non-zero code: 2\"},\"error\":\"x\"}\n";
    private static final String DONE = "{\"aux\":{\"ID\":\"sha256:" + "a".repeat(64) + "\"}}\n";

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home);
        Path layout = HandMadeImage.minimal().layout(home.resolve("base"));
        bench.contexts.put("base", new BaseImage.Saved(layout, Optional.empty()));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private ImagepackException failure(ScriptedEngine script) {
        try {
            bench.build(new Engine(script), "FROM base", "RUN make");
        } catch (ImagepackException e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("nothing failed");
    }

    @Test
    void anErrorInTheMidstOfTheStreamNamesTheLineAndWhatWasWritten() {
        ScriptedEngine script = new ScriptedEngine(STEP + FAILED + "{\"stream\":\"more\\n\"}\n");
        assertThat(failure(script))
                .hasMessage("Dockerfile:2: RUN make failed: The command '/bin/sh -c make' returned a non-zero code: 2."
                        + " Its last lines:\n  making\n  more");
        assertThat(script.sent("DELETE")).hasSize(2).allMatch(path -> path.startsWith("/images/imagepack.local/"));
    }

    @Test
    void aStreamThatIsCutAnywhereIsAnErrorAndEverythingIsRemoved() {
        String whole = STEP + STEP + DONE;
        Random random = new Random(5);
        for (int i = 0; i < 40; i++) {
            int cut = random.nextInt(whole.length() - DONE.length());
            ScriptedEngine script = new ScriptedEngine(whole.substring(0, cut));
            assertThat(failure(script).getMessage()).contains("unix:///fake");
            assertThat(script.sent("DELETE")).hasSize(2);
            assertThat(script.sent("POST")).contains("/build/cancel");
        }
    }

    @Test
    void anImageWithoutFilesIsRefusedBeforeTheEngineIsAsked() {
        ScriptedEngine script = new ScriptedEngine(DONE);
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> bench.build(new Engine(script), "FROM scratch", "ENV A=1"))
                .withMessageStartingWith("Dockerfile:1: the image has no files")
                .withMessageEndingWith("an engine hands over no such image");
        assertThat(script.calls).isEmpty();
    }

    @Test
    void anImageThatIsNotThereAfterwardsIsAnError() {
        assertThat(failure(new ScriptedEngine(DONE)))
                .hasMessageStartingWith("images.app: unix:///fake says it built the image, but has none called");
    }

    @Test
    void aConnectionThatBreaksIsTheErrorAndAFailingRemovalOnlyAWarning() {
        ScriptedEngine script = new ScriptedEngine("");
        script.breaks = new IOException("connection reset");
        script.removal = 409;
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> bench.build(new Engine(script), "FROM base", "RUN make"))
                .withMessage("connection reset");
        assertThat(bench.said("warning"))
                .hasSize(2)
                .allMatch(line -> line.contains("stays at the engine unix:///fake") && line.contains("it is in use"));
    }

    @Test
    void aFailedRemovalDoesNotHideWhatFailedBefore() {
        ScriptedEngine script = new ScriptedEngine(STEP + FAILED);
        script.removal = 500;
        assertThat(failure(script)).hasMessageStartingWith("Dockerfile:2: RUN make failed");
        assertThat(bench.said("warning")).hasSize(2);
    }

    /** An engine that is silent when it shall remove something, until it is given up; the others of its images wait in vain. */
    @Test
    void aSilentEngineIsNotAskedForEveryName() {
        AtomicLong now = new AtomicLong();
        List<String> warnings = new ArrayList<>();
        ScriptedEngine script = new ScriptedEngine(DONE);
        script.silent = new EngineFault("has not answered for 60 seconds", "Look at it.", 0, null);
        script.silence = () -> now.addAndGet(Duration.ofSeconds(60).toNanos());

        TemporaryImages temporary = new TemporaryImages(new Engine(script), warnings::add, now::get);
        List<String> names =
                Stream.of("one", "two", "three").map(temporary::name).toList();
        temporary.close();

        assertThat(script.sent("DELETE")).hasSize(1);
        assertThat(warnings).hasSize(3).allMatch(warning -> warning.contains("stays at the engine unix:///fake"));
        assertThat(names).allMatch(name -> warnings.stream().anyMatch(warning -> warning.contains(" " + name + " ")));
        assertThat(warnings.get(0)).endsWith("has not answered for 60 seconds");
        assertThat(warnings.get(2)).endsWith("the engine takes too long");
    }

    @Test
    void aBusyEngineRemovesEveryName() {
        AtomicLong now = new AtomicLong();
        ScriptedEngine script = new ScriptedEngine(DONE);
        script.silence = () -> now.addAndGet(Duration.ofSeconds(25).toNanos());

        TemporaryImages temporary = new TemporaryImages(new Engine(script), bench.said::add, now::get);
        Stream.of("one", "two", "three").forEach(temporary::name);
        temporary.close();

        assertThat(script.sent("DELETE")).hasSize(3);
        assertThat(bench.said).isEmpty();
    }

    @Test
    void whatBuildKitCannotReadGoesToTheOlderBuilder() {
        ScriptedEngine script = new ScriptedEngine(
                "{\"errorDetail\":{\"message\":\"lookup build-context-1 on 1.1.1.1:53: no such host\"},\"error\":\"x\"}\n");
        failure(script);
        List<String> versions = script.calls.stream()
                .filter(call -> call.path().endsWith("/build"))
                .map(call -> call.query().get(0).value())
                .toList();
        assertThat(versions).containsExactly("2", "1");
        assertThat(bench.said("step")).anyMatch(step -> step.contains("classic builder goes on"));
    }

    @Test
    void withoutBuildKitNothingIsBuiltThatNeedsIt() {
        ScriptedEngine script = new ScriptedEngine(DONE, "windows");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> bench.build(new Engine(script), "FROM base", "RUN --mount=type=cache,target=/c make"))
                .withMessage("Dockerfile:2: RUN --mount needs BuildKit, which unix:///fake cannot use here");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> bench.build(new Engine(script), "FROM base", "RUN make"))
                .withMessageContaining("builds for windows/amd64 only");
        assertThat(script.sent("POST")).doesNotContain("/build");
    }

    @Test
    void aSecretIsForABuilderThatStaysConnected() {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> bench.builder(() -> {
                            throw new AssertionError("not asked");
                        })
                        .prepare(bench.request("FROM base", "RUN --mount=type=secret,id=token make"))
                        .run())
                .withMessageStartingWith("Dockerfile:2: RUN mounts a secret");
    }

    @Test
    void anEngineThatIsNotThereIsAnErrorOfTheImage() {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> bench.builder(() -> {
                            throw new EngineFault("no engine", "Start one.", 0, null);
                        })
                        .prepare(bench.request("FROM base", "RUN make"))
                        .run())
                .withMessage("images.app: no engine");
    }

    @Test
    void optionsAreSent() {
        bench.buildArgs.put("A", "1");
        bench.labels.put("l", "v");
        bench.run = new RunOptions(
                true,
                new java.util.TreeMap<>(Map.of("db", "10.0.0.5", "six", "::1")),
                RunOptions.Network.NONE,
                List.of(dev.imagepack.oci.ImageRef.parse("registry.example/cache:1")),
                new java.util.TreeMap<>());
        ScriptedEngine script = new ScriptedEngine(DONE);
        failure(script);
        EngineCall build = script.calls.stream()
                .filter(call -> call.path().endsWith("/build"))
                .findFirst()
                .orElseThrow();
        assertThat(build.query().stream().map(parameter -> parameter.name() + "=" + parameter.value()))
                .contains(
                        "version=2",
                        "platform=linux/amd64",
                        "buildargs={\"A\":\"1\"}",
                        "labels={\"l\":\"v\"}",
                        "nocache=1",
                        "networkmode=none",
                        "extrahosts=db:10.0.0.5",
                        "extrahosts=six:::1",
                        "cachefrom=[\"registry.example/cache:1\"]");
    }

    @Test
    void noCacheAndPullingAlwaysAreBuiltAnew() throws IOException {
        assertThat(bench.builder(() -> null).prepare(bench.request("FROM base")).alwaysBuilt())
                .isEmpty();
        bench.pullsAlways = true;
        assertThat(bench.builder(() -> null).prepare(bench.request("FROM base")).alwaysBuilt())
                .contains("the pull policy is always");
    }
}
