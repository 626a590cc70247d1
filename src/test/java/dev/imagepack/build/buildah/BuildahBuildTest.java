package dev.imagepack.build.buildah;

import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.FallbackBuilder;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.embedded.TreeText;
import dev.imagepack.build.engine.EngineBuilder;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.RunOptions;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.BuildahProgram;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The real program, as root. */
@ParameterizedClass
@MethodSource("dev.imagepack.testing.BuildahProgram#chosen")
class BuildahBuildTest {

    @TempDir
    Path home;

    @Parameter
    BuildahProgram program;

    private Workshop workshop;

    @BeforeEach
    void requireBuildah() throws Exception {
        Tool.BUSYBOX.require();
        String path = program.require().toString();
        workshop = new Workshop(home);
        workshop.program = path;
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (workshop != null) {
            workshop.close();
            assertThat(workshop.leftovers()).isEmpty();
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(home.toString());
        }
    }

    @Test
    void anImageWithoutFilesIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> workshop.build("FROM scratch", "ENV A=1"))
                .withMessageStartingWith("Dockerfile:1: the image has no files")
                .withMessageEndingWith("buildah hands over no such image");
    }

    @Test
    void commandsRunInTheBaseAndSeeTheContext() throws Exception {
        workshop.file("hello", "hello\n");
        workshop.labels.put("c", "d");

        Workshop.Built built = workshop.build(
                "FROM busybox", "COPY hello /hello", "RUN " + busybox("grep", "ll", "/hello"), "LABEL a=b");

        assertThat(built.image().platform()).isEqualTo(Platform.LINUX_AMD64);
        assertThat(built.image().layers()).hasSize(3);
        assertThat(built.config().container().labels()).isEqualTo(Map.of("a", "b", "c", "d"));
        assertThat(built.added()).contains("1 0644 0:0 hello  6");
        assertThat(workshop.said.get(0)).matches("step /.*/buildah, version 1\\.\\d+: buildah .*");
        assertThat(workshop.said.subList(1, workshop.said.size()))
                .containsExactly(
                        "step [1/5] FROM busybox",
                        "step [2/5] COPY hello /hello",
                        "step [3/5] RUN " + busybox("grep", "ll", "/hello"),
                        "hello",
                        "step [4/5] LABEL a=b",
                        "step [5/5] LABEL");
    }

    @Test
    void buildingTwiceGivesTheSameImage() throws Exception {
        String[] lines = {
            "FROM busybox AS tools",
            "RUN --mount=type=cache,target=/var/cache " + busybox("sh", "-c", "echo 1 > /one; echo 2 > /var/cache/two"),
            "FROM busybox",
            "COPY --from=tools /one /",
            "COPY --from=busybox /bin/busybox /second",
            "HEALTHCHECK CMD " + busybox("true"),
            "SHELL " + busybox("sh", "-c"),
            "RUN echo 3 > /three",
            "CMD [\"/one\"]"
        };

        Workshop.Built first = workshop.build(lines);
        Workshop.Built second = workshop.build(lines);

        assertThat(second.config().id()).isEqualTo(first.config().id());
        assertThat(first.config().container().healthcheck()).isPresent();
        assertThat(first.config().container().shell()).isNotEmpty();
        assertThat(new String(first.config().bytes(), StandardCharsets.UTF_8)).doesNotContain("FROM ", "Hostname");
    }

    @Test
    void aFailingCommandIsNamedWithItsLine() {
        String run = "RUN " + busybox("sh", "-c", "echo oops; exit 7");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> workshop.build("FROM busybox", "ENV A=1", run))
                .withMessage("Dockerfile:3: " + run + ": buildah failed: exit status 7\n  oops");
    }

    @Test
    void anInterruptEndsTheCommandAndItsDaemons() throws Exception {
        Thread builder = Thread.currentThread();
        workshop.listener = line -> {
            if (line.equals("waiting")) {
                builder.interrupt();
            }
        };
        String script = "/bin/busybox setsid /bin/busybox sleep 98765 & echo waiting; /bin/busybox sleep 98765";

        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> workshop.build("FROM busybox", "RUN " + busybox("sh", "-c", script)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains("sleep 98765"));
    }

    @Test
    void theFilesOfTheContextCannotBeChangedByACommand() throws Exception {
        workshop.file("hello", "hello\n");

        workshop.build("FROM busybox", "RUN --mount=type=bind,target=/context,rw " + busybox("rm", "/context/hello"));

        assertThat(home.resolve("module/hello")).exists();
    }

    @Test
    void secretsAreSeenByTheCommandThatAsksForThemOnly() throws Exception {
        Path secret = Files.writeString(home.resolve("a, b"), "s3cret");
        workshop.options = new RunOptions(
                false,
                new TreeMap<>(Map.of("other.example", "192.0.2.7")),
                RunOptions.Network.DEFAULT,
                List.of(),
                new TreeMap<>(Map.of(
                        "one", new RunOptions.SecretFile(secret), "path", new RunOptions.SecretVariable("PATH"))));

        Workshop.Built built = workshop.build(
                "FROM busybox",
                "RUN --mount=type=secret,id=one " + busybox("wc", "-c", "/run/secrets/one"),
                "RUN --mount=type=secret,id=path " + busybox("cat", "/run/secrets/path"),
                "RUN " + busybox("grep", "example", "/etc/hosts"));

        assertThat(new String(built.config().bytes(), StandardCharsets.UTF_8)).doesNotContain("s3cret");
        assertThat(workshop.said)
                .contains("6 /run/secrets/one", "192.0.2.7\tother.example")
                .anyMatch(line -> line.startsWith(System.getenv("PATH")));
    }

    @Test
    void withoutANetworkThereIsOnlyTheLoopback() throws Exception {
        workshop.options = new RunOptions(false, new TreeMap<>(), RunOptions.Network.NONE, List.of(), new TreeMap<>());
        workshop.environment = new TreeMap<>(workshop.environment);
        workshop.environment.remove("BUILDAH_ISOLATION");

        try {
            workshop.build("FROM busybox", "RUN " + busybox("ip", "-o", "link"));
        } catch (NoEngineException e) {
            Tool.miss("no isolation of buildah's has networks of its own here: " + e.getMessage());
        }

        assertThat(workshop.said)
                .filteredOn(line -> line.matches("\\d+: .*"))
                .hasSize(1)
                .allMatch(line -> line.contains(" lo: "));
    }

    @Test
    void aNetworkThatTheIsolationCannotTakeAwayIsAFault() {
        workshop.options = new RunOptions(false, new TreeMap<>(), RunOptions.Network.NONE, List.of(), new TreeMap<>());
        workshop.environment = new TreeMap<>(workshop.environment);
        workshop.environment.put("BUILDAH_ISOLATION", "chroot");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> workshop.build("FROM busybox", "RUN " + busybox("true")))
                .withMessageContaining("with network none; tried:");
    }

    @Test
    void aMissingProgramIsNobodyWhoCouldRunTheRecipe() {
        workshop.program = home.resolve("nowhere").toString();

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> workshop.build("FROM busybox", "RUN " + busybox("true")))
                .withMessage(home.resolve("nowhere") + ": there is no such program");
    }

    @Test
    void whatBuildahCannotDoIsSaidBeforeAnythingIsBuilt() {
        workshop.options = new RunOptions(
                false,
                new TreeMap<>(Map.of("host", "host-gateway")),
                RunOptions.Network.DEFAULT,
                List.of(),
                new TreeMap<>());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> workshop.build("FROM busybox", "RUN " + busybox("true")))
                .withMessage("extraHosts: buildah does not know the address host-gateway");
        assertThat(workshop.said).isEmpty();
    }

    @Test
    void buildArgumentsTargetsAndFurtherContextsHold() throws Exception {
        workshop.file("more/file", "text");
        workshop.contexts.put("More.files", new BaseImage.Directory(home.resolve("module/more")));
        workshop.buildArgs.put("WHO", "you");
        workshop.target = Optional.of("wanted");

        workshop.build(
                "FROM busybox AS wanted",
                "ARG WHO",
                "ARG TARGETARCH",
                "RUN --mount=type=bind,from=More.files,target=/more " + busybox("cat", "/more/file"),
                "RUN " + busybox("sh", "-c", "echo to $WHO on $TARGETARCH"),
                "FROM busybox",
                "RUN " + busybox("false"));

        assertThat(workshop.said).contains("text", "to you on amd64");
    }

    @Test
    void aTriggerOfABaseTakesFilesFromTheImageThatItNames() throws Exception {
        String trigger = "COPY --from=tools:1 /etc/app/config.yaml /copied";
        workshop.contexts.put(
                "base",
                new BaseImage.Saved(
                        HandMadeImage.triggering(trigger).layout(home.resolve("trigger")), Optional.empty()));
        workshop.contexts.put(
                "tools:1",
                new BaseImage.Saved(HandMadeImage.minimal().layout(home.resolve("tools")), Optional.empty()));

        assertThat(workshop.build("FROM base", "LABEL a=b").added()).contains("1 0644 0:0 copied  11");
    }

    @Test
    void anImageOfTheModuleIsABase() throws Exception {
        workshop.file("a.txt", "a");
        Workshop.Built first = workshop.build("FROM busybox", "COPY a.txt /first");
        workshop.siblings.put(new Alias("base"), List.of(first.image()));

        Workshop.Built second = workshop.build(
                "FROM base",
                "RUN [\"/bin/busybox\", \"cp\", \"/first\", \"/second\"]",
                "COPY --from=base /first /third");

        assertThat(second.image().layers().subList(0, 2))
                .isEqualTo(first.image().layers());
        assertThat(TreeText.of(second.image(), second.cache()))
                .anyMatch(line -> line.startsWith("/second file"))
                .anyMatch(line -> line.startsWith("/third file"));
    }

    @Test
    void whereNoEngineAnswersItTakesOver() throws Exception {
        Builder engine = new EngineBuilder(
                "local",
                new EngineBuilder.Outside(
                        () -> {
                            throw new EngineFault("no engine answers", "Start one.", 0, null);
                        },
                        workshop.registry,
                        reference -> Optional.empty(),
                        false,
                        TarReader.Limits.DEFAULT));
        Builder local = new FallbackBuilder("local", List.of(engine, workshop.builder()));
        BuildRequest request =
                workshop.request(workshop.recipe("FROM busybox", "RUN [\"/bin/busybox\", \"echo\", \"taken over\"]"));

        PreparedBuild prepared = local.prepare(request);
        BuiltImage built = prepared.run();

        assertThat(prepared.builder()).contains("buildah");
        assertThat(prepared.inputs())
                .isEqualTo(workshop.builder().prepare(request).inputs());
        assertThat(workshop.said).contains("taken over");
        assertThat(built.layers()).hasSize(2);
    }

    private static String busybox(String... words) {
        return "[\"/bin/busybox\", \"" + String.join("\", \"", words) + "\"]";
    }
}
