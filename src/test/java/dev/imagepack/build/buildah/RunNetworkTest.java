package dev.imagepack.build.buildah;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.build.NoEngineException;
import dev.imagepack.testing.BuildahProgram;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code RUN --network} by real programs: what it says holds, or nothing is built. */
class RunNetworkTest {

    private static final Version FIRST = new Version(1, 30);

    /** Without a network. */
    private static final String ALONE = interfaces("--network=none ", "alone");

    @TempDir
    Path home;

    private Workshop workshop;

    @BeforeEach
    void open() throws Exception {
        Tool.BUILDAH.require();
        Tool.BUSYBOX.require();
        workshop = new Workshop(home);
        workshop.environment = new TreeMap<>(workshop.environment);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (workshop != null) {
            workshop.close();
            assertThat(workshop.leftovers()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.imagepack.testing.BuildahProgram#chosen")
    void withAnIsolationThatHasNetworksEachCommandSeesItsOwn(BuildahProgram program) throws Exception {
        workshop.program = program.require().toString();
        workshop.environment.remove("BUILDAH_ISOLATION");
        String[] lines = {"FROM busybox", ALONE, interfaces("--network=host ", "host"), interfaces("", "default")};

        if (Version.parse("buildah version " + program.version()).isBefore(FIRST)) {
            assertThatThrownBy(() -> workshop.build(lines))
                    .isInstanceOf(NoEngineException.class)
                    .hasMessageStartingWith("Dockerfile:2: buildah knows RUN --network since version 1.30");
        } else {
            workshop.build(lines);
            assertThat(seen("alone")).containsExactly("lo");
            assertThat(seen("host")).contains("lo").hasSizeGreaterThan(1);
            assertThat(seen("default")).contains("lo");
        }
    }

    /** By a program that says it knows the flag, as newer ones do; they would give the command this machine's network. */
    @Test
    void anIsolationWithoutNetworksIsAnErrorWithTheLineBeforeAnythingIsBuilt() throws Exception {
        workshop.program = newer().toString();
        workshop.environment.put("BUILDAH_ISOLATION", "chroot");

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> workshop.build("FROM busybox", "RUN /no/such/program", ALONE))
                .withMessageStartingWith("Dockerfile:3: RUN --network=none: ")
                .withMessageContaining("- buildah --isolation chroot: isolation chroot has no network of its own")
                .satisfies(fault -> assertThat(fault.advice())
                        .contains("let it be oci or rootless")
                        .contains("start a Docker-compatible engine"));
        assertThat(workshop.said).isEmpty();
    }

    @Test
    void aStageThatIsNotNeededMayAskForWhatTheIsolationCannotGive() throws Exception {
        workshop.environment.put("BUILDAH_ISOLATION", "chroot");

        workshop.build("FROM busybox AS unused", ALONE, "FROM busybox", interfaces("", "default"));

        assertThat(seen("default")).contains("lo");
        assertThat(seen("alone")).isEmpty();
    }

    private Path newer() throws Exception {
        Path program = Files.writeString(
                home.resolve("buildah"),
                "#!/bin/sh\nif [ \"$*\" = \"${*%--version}\" ]; then exec buildah \"$@\"; fi\necho buildah version 1.39.3\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A command that says which interfaces it has. */
    private static String interfaces(String flags, String who) {
        return "RUN " + flags + "[\"/bin/busybox\", \"sed\", \"s/^ */" + who + " /\", \"/proc/net/dev\"]";
    }

    private List<String> seen(String who) {
        return workshop.said.stream()
                .filter(line -> line.matches(who + " [^ ]+:.*"))
                .map(line -> line.split("[ :]+")[1])
                .toList();
    }
}
