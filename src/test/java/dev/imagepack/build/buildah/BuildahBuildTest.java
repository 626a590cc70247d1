package dev.imagepack.build.buildah;

import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.RunOptions;
import dev.imagepack.image.SavedImage;
import dev.imagepack.oci.Platform;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The real program, as root. */
class BuildahBuildTest {

    @TempDir
    Path home;

    private Workshop workshop;

    @BeforeEach
    void requireBuildah() throws Exception {
        Tool.BUILDAH.require();
        Tool.BUSYBOX.require();
        workshop = new Workshop(home);
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
    void commandsRunInTheBaseAndSeeTheContext() throws Exception {
        workshop.file("hello", "hello\n");

        try (SavedImage image = workshop.build(
                "FROM busybox",
                "COPY hello /hello",
                "RUN [\"/bin/busybox\", \"grep\", \"ll\", \"/hello\"]",
                "LABEL a=b")) {
            assertThat(image.config().platform()).isEqualTo(Platform.LINUX_AMD64);
            assertThat(image.layers()).hasSize(3);
            assertThat(image.config().container().labels()).containsExactly(Map.entry("a", "b"));
        }
        assertThat(workshop.said)
                .containsExactly(
                        "step [1/4] FROM busybox",
                        "step [2/4] COPY hello /hello",
                        "step [3/4] RUN [\"/bin/busybox\", \"grep\", \"ll\", \"/hello\"]",
                        "hello",
                        "step [4/4] LABEL a=b");
    }

    @Test
    void aFailingCommandIsNamedWithItsLine() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> workshop.build(
                        "FROM busybox", "ENV A=1", "RUN [\"/bin/busybox\", \"sh\", \"-c\", \"echo oops; exit 7\"]"))
                .withMessage(
                        "Dockerfile:3: RUN [\"/bin/busybox\", \"sh\", \"-c\", \"echo oops; exit 7\"]: buildah failed:"
                                + " exit status 7\n  oops");
    }

    @Test
    void anInterruptEndsTheCommandAndItsDaemons() throws Exception {
        Thread builder = Thread.currentThread();
        workshop.listener = line -> {
            if (line.equals("waiting")) {
                builder.interrupt();
            }
        };

        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> workshop.build(
                        "FROM busybox",
                        "RUN [\"/bin/busybox\", \"sh\", \"-c\", \"/bin/busybox setsid /bin/busybox sleep 98765 & echo waiting;"
                                + " /bin/busybox sleep 98765\"]"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ProcessHandle.allProcesses().map(ProcessHandle::info).flatMap(info -> info.commandLine().stream()))
                .noneMatch(line -> line.contains("sleep 98765"));
    }

    @Test
    void theFilesOfTheContextCannotBeChangedByACommand() throws Exception {
        workshop.file("hello", "hello\n");

        workshop.build(
                        "FROM busybox",
                        "RUN --mount=type=bind,target=/context,rw [\"/bin/busybox\", \"rm\", \"/context/hello\"]")
                .close();

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

        try (SavedImage image = workshop.build(
                "FROM busybox",
                "RUN --mount=type=secret,id=one [\"/bin/busybox\", \"wc\", \"-c\", \"/run/secrets/one\"]",
                "RUN --mount=type=secret,id=path [\"/bin/busybox\", \"cat\", \"/run/secrets/path\"]",
                "RUN [\"/bin/busybox\", \"grep\", \"example\", \"/etc/hosts\"]")) {
            assertThat(new String(image.config().bytes(), StandardCharsets.UTF_8))
                    .doesNotContain("s3cret");
        }
        assertThat(workshop.said)
                .contains("6 /run/secrets/one", "192.0.2.7\tother.example")
                .anyMatch(line -> line.startsWith(System.getenv("PATH")));
    }

    @Test
    void withoutANetworkThereIsOnlyTheLoopback() throws Exception {
        workshop.options = new RunOptions(false, new TreeMap<>(), RunOptions.Network.NONE, List.of(), new TreeMap<>());
        workshop.environment = new TreeMap<>(workshop.environment);
        workshop.environment.remove("BUILDAH_ISOLATION");

        workshop.build("FROM busybox", "RUN [\"/bin/busybox\", \"ip\", \"-o\", \"link\"]")
                .close();

        assertThat(workshop.said)
                .filteredOn(line -> line.matches("\\d+: .*"))
                .hasSize(1)
                .allMatch(line -> line.contains(" lo: "));
    }
}
