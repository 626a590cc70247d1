package dev.imagepack.maven;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.engine.Engine;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.RealEngine;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The goals with several real engines at once, in one module. */
@MojoTest
@Timeout(300)
class EngineGoalsTest {

    private static final String SHELL = "SHELL [\"/bin/busybox\", \"sh\", \"-c\"]";
    private static final String LOADED = "imagepack.test/many-times:1";
    private static final int RUNS = 8;

    @TempDir
    private Path directory;

    private GoalModule module;

    @BeforeEach
    void moduleWithTools() throws Exception {
        module = new GoalModule(directory);
        HandMadeImage.holding(Tool.BUSYBOX.require().file()).layout(directory.resolve("tools"));
        module.file("word.txt", directory.toString());
    }

    private <T extends Goal> T place(T goal) throws Exception {
        GoalModule.set(
                module.place(goal), "engineHost", RealEngine.LOCAL.require().toString());
        return goal;
    }

    private static String image(String alias, String keys, String... lines) {
        return "  " + alias + ":\n    " + keys + "\n    contexts: {tools: 'oci-layout://tools'}\n    context: .\n"
                + "    dockerfile-content: |\n      " + String.join("\n      ", lines) + "\n";
    }

    private static String embedded() {
        return image("plain", "builder: embedded", "FROM tools", "COPY word.txt /");
    }

    private static String local(String alias, String... lines) {
        return image(alias, "builder: local", lines);
    }

    private static String remote(String alias, String... lines) {
        return image(
                alias,
                "remote: {host: '" + RealEngine.REMOTE.require() + "', certificates: "
                        + System.getenv("IMAGEPACK_REMOTE_CERTS") + "}\n    builder: remote",
                lines);
    }

    private static String ssh(String alias, String... lines) {
        return image(alias, "remote: '" + RealEngine.SSH.require() + "'\n    builder: remote", lines);
    }

    /** A Dockerfile that says one word, and makes a file of what the module has. */
    private static String[] saying(String word, String base) {
        return new String[] {
            "FROM " + base, SHELL, "COPY word.txt /in", "RUN echo " + word + "; echo " + word + " > /out"
        };
    }

    private void images(String... images) throws Exception {
        module.file("images.yml", "images:\n" + String.join("", images));
    }

    private static List<BuildOutcome> outcomes(BuildImagesMojo goal) throws Exception {
        return BuiltDirectory.read(goal.built());
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void imagesOfAllBuildersAreBuiltTogether(BuildImagesMojo goal) throws Exception {
        images(
                local("upon", saying("said-upon", "plain")),
                remote("there", saying("said-there", "tools")),
                embedded(),
                local("here", saying("said-here", "tools")));
        GoalModule.set(place(goal), "parallel", 4);
        goal.execute();

        assertThat(outcomes(goal))
                .extracting(outcome -> outcome.image().alias() + " " + outcome.builder() + " " + outcome.reused())
                .containsExactlyInAnyOrder(
                        "upon local false", "there remote false", "plain embedded false", "here local false");
        for (String alias : List.of("upon", "there", "here")) {
            assertThat(module.log().stream().filter(line -> line.contains("said-" + alias)))
                    .anyMatch(line -> line.startsWith("INFO `" + alias + "` | "))
                    .allMatch(line -> line.startsWith("INFO `" + alias + "`"));
        }

        goal.execute();
        assertThat(module.log())
                .filteredOn(line -> line.contains(", reused in "))
                .hasSize(4);
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aFailureLeavesTheOthersInTheCache(BuildImagesMojo goal) throws Exception {
        images(local("good", saying("good", "tools")), remote("bad", "FROM tools", SHELL, "RUN echo no; exit 3"));
        GoalModule.set(place(goal), "parallel", 2);
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("RUN echo no; exit 3 failed");

        images(local("good", saying("good", "tools")), remote("bad", saying("better", "tools")));
        goal.execute();
        assertThat(outcomes(goal))
                .extracting(outcome -> outcome.image().alias() + " " + outcome.reused())
                .containsExactlyInAnyOrder("good true", "bad false");
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void goalsThatRunManyTimesLeaveNoThreadNoSocketAndNoFile(
            BuildImagesMojo build,
            @InjectMojo(goal = "pack-images", pom = GoalModule.NONE) PackImagesMojo pack,
            @InjectMojo(goal = "load-images", pom = GoalModule.NONE) LoadImagesMojo load)
            throws Exception {
        images(
                image("plain", "name: " + LOADED, "FROM tools", "COPY word.txt /"),
                local("here", saying("here", "tools")),
                remote("there", saying("there", "tools")),
                ssh("far", saying("far", "tools")));
        GoalModule.set(place(load), "loadImages", List.of("plain"));
        place(build);
        module.place(pack);
        run("once, for what a JVM keeps for itself", build, pack, load);
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        List<String> files = openFiles();
        for (int i = 0; i < RUNS; i++) {
            run("run " + i, build, pack, load);
        }

        assertThat(threadsBesides(threads)).isEmpty();
        List<String> more = openFiles();
        files.forEach(more::remove);
        assertThat(more).isEmpty();
        assertThat(temporaryFiles()).isEmpty();
    }

    /** Builds everything anew, packs it, and loads one. */
    private void run(String word, Goal... goals) throws Exception {
        module.file("word.txt", word);
        for (Goal goal : goals) {
            goal.execute();
        }
        try (Engine engine = RealEngine.LOCAL.open()) {
            assertThat(engine.remove(LOADED)).isTrue();
        }
    }

    /** Those that do not end at once; the JDK keeps some of its own for a minute. */
    private static List<String> threadsBesides(Set<Thread> known) throws InterruptedException {
        List<String> alive = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            boolean ofJdk = thread.getName().matches("process reaper.*|ForkJoinPool\\.commonPool.*");
            if (!known.contains(thread) && !ofJdk) {
                thread.join(10_000);
                if (thread.isAlive()) {
                    alive.add(thread.getName());
                }
            }
        }
        return alive;
    }

    /** What this process has open, without what classes come from; sockets and pipes without their numbers. */
    private static List<String> openFiles() throws Exception {
        List<String> open = new ArrayList<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    String target = Files.readSymbolicLink(link).toString();
                    open.add(target.replaceAll("[0-9]+", ""));
                }
            }
        }
        open.removeIf(target -> target.endsWith(".jar") || target.endsWith("/modules") || target.startsWith("/proc/"));
        return open;
    }

    /** What was begun and not put into place, and the sockets before ssh. */
    private List<Path> temporaryFiles() throws Exception {
        Path tmp = module.cache().resolve("v1/tmp");
        Path system = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> all = Files.walk(directory);
                Stream<Path> sockets = Files.list(system)) {
            return Stream.concat(
                            all.filter(file ->
                                    AtomicFile.isTemporary(file) || file.startsWith(tmp) && Files.isRegularFile(file)),
                            sockets.filter(file -> file.getFileName().toString().startsWith("imagepack-engine")))
                    .toList();
        }
    }
}
