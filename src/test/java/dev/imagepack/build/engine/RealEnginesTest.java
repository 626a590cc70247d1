package dev.imagepack.build.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.engine.Engine;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.RunOptions;
import dev.imagepack.testing.EveryEngine;
import dev.imagepack.testing.RealEngine;

import static dev.imagepack.build.engine.Workbench.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What users see of builds at every engine that is there; what comes out is for {@link EngineMatrixTest}. */
@Timeout(300)
class RealEnginesTest {

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home).tools();
        bench.file("app/a.txt", "a").file("app/deep/b.txt", "b").file("notes.txt", "n");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @EveryEngine
    void commandsRunAndTheirOutputIsShown(RealEngine real) throws Exception {
        // A new one each time, or the engine has the step in its cache.
        String word = "hello-" + UUID.randomUUID();
        bench.buildArgs.put("WORD", word);
        try (Engine engine = real.open()) {
            BuiltImage built = bench.build(
                    engine,
                    "FROM tools",
                    SHELL,
                    "ARG WORD",
                    "COPY . /ctx/",
                    "RUN echo $WORD >&2; /bin/busybox cat /ctx/app/a.txt > /out.txt");
            assertThat(bench.tree(built)).anyMatch(line -> line.contains("out.txt"));
            assertThat(bench.tree(built)).noneMatch(line -> line.contains(".imagepack"));
            assertThat(bench.said("output"))
                    .anyMatch(line -> line.contains(word))
                    .noneMatch(line -> line.contains("Successfully"));
            assertThat(bench.said("step")).anyMatch(line -> line.contains("RUN "));
            Workbench.assertNothingIsLeft(engine);
        }
    }

    @EveryEngine
    void aFailingCommandNamesItsLineAndWhatItWrote(RealEngine real) throws Exception {
        try (Engine engine = real.open()) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> bench.build(
                            engine, "FROM tools", SHELL, "", "RUN echo no such thing; exit 3", "COPY app /app"))
                    .withMessageStartingWith("Dockerfile:4: RUN echo no such thing; exit 3 failed: ")
                    .withMessageContaining("no such thing")
                    .withMessageContaining("3");
            Workbench.assertNothingIsLeft(engine);
        }
    }

    @EveryEngine
    void aDirectoryAsAFurtherContextIsSentWithTheBuild(RealEngine real) throws Exception {
        bench.contexts.put("more", new BaseImage.Directory(bench.module.resolve("app")));
        try (Engine engine = real.open()) {
            BuiltImage built = bench.build(
                    engine, "FROM tools", "COPY --from=more deep/b.txt /b.txt", "RUN [\"/bin/busybox\", \"true\"]");
            assertThat(bench.tree(built)).anyMatch(line -> line.contains("b.txt"));
        }
    }

    private static RunOptions anew(Map<String, String> hosts, RunOptions.Network network) {
        return new RunOptions(true, new TreeMap<>(hosts), network, List.of(), new TreeMap<>());
    }

    @EveryEngine
    void commandsKnowTheHostsThatTheyAreTold(RealEngine real) throws Exception {
        bench.run = anew(Map.of("db.example", "10.0.0.5", "six.example", "fd00::5"), RunOptions.Network.DEFAULT);
        try (Engine engine = real.open()) {
            bench.build(engine, "FROM tools", SHELL, "RUN /bin/busybox sed 's/^/host /' /etc/hosts");

            assertThat(bench.said("output"))
                    .anyMatch(line -> line.matches("output host 10[.]0[.]0[.]5\\s+db[.]example.*"))
                    .anyMatch(line -> line.matches("output host fd00::5\\s+six[.]example.*"));
        }
    }

    static Stream<RealEngine> dockers() {
        return RealEngine.chosen().filter(real -> !real.isPodman());
    }

    private static final String INTERFACES = "/bin/busybox sed 's/^ */net /' /proc/net/dev";

    private Stream<String> interfaces() {
        return bench.said("output").stream()
                .filter(line -> line.matches("output net [^ ]+:.*"))
                .map(line -> line.split("[ :]+")[2]);
    }

    @ParameterizedTest
    @MethodSource("dockers")
    void withoutANetworkCommandsHaveNone(RealEngine real) throws Exception {
        bench.run = anew(Map.of(), RunOptions.Network.NONE);
        try (Engine engine = real.open()) {
            bench.build(engine, "FROM tools", SHELL, "RUN " + INTERFACES);

            assertThat(interfaces()).containsExactly("lo");
        }
    }

    /** Where the others see the host's, too; those that cannot do it say so before anything runs. */
    @EveryEngine
    void aCommandMayBeWithoutANetworkByItself(RealEngine real) throws Exception {
        bench.run = anew(Map.of(), RunOptions.Network.HOST);
        String[] lines = {"FROM tools", SHELL, "RUN --network=host true", "RUN --network=none " + INTERFACES};
        try (Engine engine = real.open()) {
            boolean tooOld = engine.facts().isBefore(real.isPodman() ? "4.5" : "23.0");
            if (tooOld || real.isPodman() || real == RealEngine.TRIXIE_CONTAINERD) {
                assertThatExceptionOfType(NoEngineException.class)
                        .isThrownBy(() -> bench.build(engine, lines))
                        .withMessageMatching("Dockerfile:[34]: .*"
                                + (tooOld
                                        ? "does not know RUN --network"
                                        : "(needs BuildKit|may have the host's network).*"));
                assertThat(bench.said("output")).isEmpty();
            } else {
                bench.build(engine, lines);
                assertThat(interfaces()).containsExactly("lo");
            }
        }
    }

    @EveryEngine
    void buildingTwiceGivesTheSameLayersWhateverTheTime(RealEngine real) throws Exception {
        bench.run = anew(Map.of(), RunOptions.Network.DEFAULT);
        String[] lines = {"FROM tools", SHELL, "RUN echo word > /out.txt", "COPY app /app/"};
        try (Engine engine = real.open()) {
            BuiltImage first = bench.build(engine, lines);
            BuiltImage second = bench.build(engine, lines);
            assertThat(second.layers()).isEqualTo(first.layers());
            // Podman writes the name of the base into the history, and that of a base loaded for one build is unlike
            // all others.
            if (!real.isPodman()) {
                assertThat(second.config()).isEqualTo(first.config());
            }
        }
    }

    @EveryEngine
    void anInterruptEndsTheBuildAndRemovesWhatItMade(RealEngine real) throws Exception {
        try (Engine engine = real.open()) {
            Thread building = Thread.currentThread();
            bench.whenSaid = line -> {
                if (line.contains("begun-" + real)) {
                    building.interrupt();
                }
            };
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(() -> bench.build(
                            engine,
                            "FROM tools",
                            SHELL,
                            "RUN echo begun-" + real + "; /bin/busybox sleep 100; echo over-" + real));
            Thread.interrupted();
            assertThat(bench.said("output")).noneMatch(line -> line.contains("over-" + real));
            Workbench.assertNothingIsLeft(engine);
        }
    }
}
