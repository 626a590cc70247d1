package dev.imagepack.build.engine;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.engine.Engine;
import dev.imagepack.engine.EngineCall;
import dev.imagepack.engine.EngineReply;
import dev.imagepack.oci.Digest;
import dev.imagepack.testing.PrivateEngine;
import dev.imagepack.testing.RealEngine;

import static dev.imagepack.build.engine.Workbench.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Real engines that are lost in the midst of their work: one clear error, and nothing half-done stays, neither here nor there. */
@Timeout(300)
class LostEngineTest {

    private static final String NAMES = "imagepack\\.local/[0-9a-f]+:[a-z0-9-]+";

    @TempDir
    Path home;

    private Workbench bench;
    private boolean breaksWhileBuilding;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home).tools();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private LooseWire wire(RealEngine real) throws Exception {
        return new LooseWire(home.resolve("engine.sock"), real.require());
    }

    /** Builds over the wire, which something breaks. */
    private void assertOneClearError(LooseWire wire) throws Exception {
        try (Engine engine = Engine.at(wire.address())) {
            Throwable failure = catchThrowable(() -> bench.build(
                    engine,
                    "FROM tools",
                    SHELL,
                    "RUN echo begun; /bin/busybox dd if=/dev/urandom of=/big bs=1M count=3 2> /dev/null;"
                            + " /bin/busybox sleep " + (breaksWhileBuilding ? 100 : 0)));
            assertThat(failure).isNotNull();
            assertThat(failure.getMessage()).contains(wire.address().toString()).doesNotContain("\n");
        }
        assertNothingHalfIsHere();
    }

    private void whenBuilding(Runnable cut) {
        breaksWhileBuilding = true;
        bench.whenSaid = line -> {
            if (line.contains("begun")) {
                cut.run();
            }
        };
    }

    /** Every blob is what its name says, and no file waits to become one. */
    private void assertNothingHalfIsHere() throws Exception {
        Path blobs = bench.cache.blobs().path(Digest.of(new byte[0])).getParent();
        for (Path directory : List.of(blobs, bench.cache.temporary())) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        try (InputStream in = Files.newInputStream(file)) {
                            assertThat(Digest.of(in).hex())
                                    .isEqualTo(file.getFileName().toString());
                        }
                    }
                }
            }
        }
    }

    private static List<String> temporaryImages(RealEngine real) throws Exception {
        try (Engine engine = real.open()) {
            return temporaryImages(engine);
        }
    }

    private static List<String> temporaryImages(Engine engine) throws Exception {
        try (EngineReply reply = engine.send(EngineCall.of("GET", "/images/json"))) {
            String all = new String(reply.body().readAllBytes(), StandardCharsets.UTF_8);
            return Pattern.compile(NAMES)
                    .matcher(all)
                    .results()
                    .map(match -> match.group())
                    .distinct()
                    .toList();
        }
    }

    private static List<String> images(RealEngine real) throws Exception {
        try (Engine engine = real.open()) {
            return engine.images();
        }
    }

    static Stream<RealEngine> atSockets() {
        return RealEngine.chosen().filter(real -> real != RealEngine.REMOTE && real != RealEngine.SSH);
    }

    static Stream<RealEngine> dockersAtSockets() {
        return atSockets().filter(real -> !real.isPodman());
    }

    private void assertNothingStaysWhenCut(RealEngine real, Consumer<LooseWire> when) throws Exception {
        List<String> before = images(real);
        try (LooseWire wire = wire(real)) {
            when.accept(wire);
            assertOneClearError(wire);
        }
        assertThat(bench.said("warning")).isEmpty();
        assertThat(temporaryImages(real)).isEmpty();
        assertOnlyStepsStay(real, before);
    }

    /**
     * Without BuildKit an engine keeps the steps that were done as images of their own, as it does after docker build, until a
     * later build continues and goes away with them.
     */
    private static void assertOnlyStepsStay(RealEngine real, List<String> before) throws Exception {
        if (real.isPodman() || real == RealEngine.TRIXIE_CONTAINERD) {
            assertNewOnesHaveNoName(real, before);
        } else {
            assertThat(images(real)).containsExactlyInAnyOrderElementsOf(before);
        }
    }

    private static void assertNewOnesHaveNoName(RealEngine real, List<String> before) throws Exception {
        try (Engine engine = real.open()) {
            List<String> stayed = new ArrayList<>(engine.images());
            stayed.removeAll(before);
            for (String step : stayed) {
                assertThat(engine.inspect(step).orElseThrow().names()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("atSockets")
    void aConnectionThatBreaksDuringTheBuildLeavesNothing(RealEngine real) throws Exception {
        assertNothingStaysWhenCut(real, wire -> whenBuilding(wire::cut));
    }

    @ParameterizedTest
    @MethodSource("atSockets")
    void aConnectionThatBreaksDuringTheSaveLeavesNothing(RealEngine real) throws Exception {
        assertNothingStaysWhenCut(real, wire -> wire.cutAnswer("/images/get?", 300_000, wire::cut));
    }

    /** Nobody can take away what a dead engine has; whoever starts it again was told the names. */
    private void assertWhatStaysIsNamed(RealEngine kind, Break when) throws Exception {
        try (PrivateEngine real = PrivateEngine.like(kind)) {
            try (LooseWire wire = new LooseWire(home.resolve("engine.sock"), real.address())) {
                when.by(real::kill, wire);
                assertOneClearError(wire);
            }
            real.startAgain();
            assertNamesAreThoseThatStayed(real);
        }
    }

    /** Sees to it that the engine is killed at some moment. */
    private interface Break {
        void by(Runnable kill, LooseWire wire);
    }

    private void assertNamesAreThoseThatStayed(PrivateEngine real) throws Exception {
        List<String> named = bench.said("warning").stream()
                .map(Pattern.compile(NAMES)::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .toList();
        try (Engine engine = real.open()) {
            List<String> stayed = temporaryImages(engine);
            assertThat(named).hasSize(2).containsAll(stayed);
            assertThat(stayed).isNotEmpty();
            for (String name : named) {
                engine.remove(name);
            }
            assertThat(temporaryImages(engine)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dockersAtSockets")
    void anEngineThatIsKilledDuringTheBuildIsOneError(RealEngine kind) throws Exception {
        assertWhatStaysIsNamed(kind, (kill, wire) -> whenBuilding(kill));
    }

    @ParameterizedTest
    @MethodSource("dockersAtSockets")
    void anEngineThatIsKilledDuringTheSaveIsOneError(RealEngine kind) throws Exception {
        assertWhatStaysIsNamed(kind, (kill, wire) -> wire.cutAnswer("/images/get?", 300_000, kill));
    }
}
