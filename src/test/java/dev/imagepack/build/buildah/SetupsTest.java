package dev.imagepack.build.buildah;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.image.RunOptions;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** With programs that behave as buildah does on machines that lack something. */
class SetupsTest {

    private static final Set<RunOptions.Network> DEFAULT = Set.of(RunOptions.Network.DEFAULT);

    @TempDir
    Path home;

    @Test
    void withoutARuntimeCommandsRunInAChangedRoot() throws Exception {
        Path program = program("""
                case "$*" in
                  *chroot*|*" from "*) exit 0 ;;
                  *" run "*) echo "runc: cannot set up cgroups" >&2; echo "Error: while running runtime: exit status 1" >&2; exit 1 ;;
                esac
                """);

        assertThat(new Setups(program, Map.of()).find(home.resolve("tmp"), DEFAULT))
                .hasToString("buildah --isolation chroot");
        assertThat(home.resolve("tmp")).isEmptyDirectory();
    }

    /** Each command may see another network, and one setup must have them all. */
    @Test
    void whatWorksInOneNetworkOnlyIsPassedOver() throws Exception {
        Path program = program("case \"$*\" in *vfs*|*'from --quiet'*|*network*) exit 0 ;; esac; echo no >&2; exit 1");

        assertThat(new Setups(program, Map.of())
                        .find(home.resolve("tmp"), Set.of(RunOptions.Network.NONE, RunOptions.Network.DEFAULT)))
                .hasToString("buildah --storage-driver vfs");
    }

    /** It would run the command, and not say that it has the machine's network. */
    @Test
    void aChangedRootIsNotTriedWhereTheNetworkIsToBeTakenAway() throws Exception {
        Path program = program("case \"$*\" in *chroot*|*' from '*) exit 0 ;; esac; echo 'no cgroups' >&2; exit 1");

        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(
                        () -> new Setups(program, Map.of()).find(home.resolve("tmp"), Set.of(RunOptions.Network.NONE)))
                .withMessageContaining("can run no command here, for this user and with network none; tried:")
                .withMessageContaining("\n- buildah --isolation chroot: isolation chroot has no network of its own")
                .satisfies(fault -> assertThat(fault.advice()).contains("BUILDAH_ISOLATION"));
    }

    @Test
    void whatIsFoundIsKept() throws Exception {
        Path program = program("echo \"$*\" >> " + home.resolve("calls"));
        Setups setups = new Setups(program, Map.of());
        setups.find(home.resolve("tmp"), DEFAULT);
        long calls = Files.lines(home.resolve("calls")).count();

        assertThat(setups.find(home.resolve("tmp"), DEFAULT)).isEqualTo(Setup.AS_CONFIGURED);

        assertThat(Files.lines(home.resolve("calls"))).hasSize((int) calls);
    }

    @Test
    void whereNothingWorksTheErrorListsWhatWasTried() throws Exception {
        Path program = program("echo 'Error: cannot clone: Operation not permitted' >&2; exit 125");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> new Setups(program, Map.of()).find(home.resolve("tmp"), DEFAULT))
                .withMessage(program + """
                         can run no command here, for this user; tried:
                        - buildah as it is configured: cannot clone: Operation not permitted
                        - buildah --isolation chroot: cannot clone: Operation not permitted
                        - buildah --storage-driver vfs: cannot clone: Operation not permitted
                        - buildah --storage-driver vfs --isolation chroot: cannot clone: Operation not permitted""")
                .satisfies(fault -> assertThat(fault.advice()).contains("/etc/subuid"));
    }

    /** As buildah 1.39 for a user whose home is not there. */
    @Test
    void whatItLogsAsAnErrorIsAReason() throws Exception {
        Path program = program("""
                echo 'time="2026-11-25T19:02:36Z" level=warning msg="no \\"default\\" configuration"' >&2
                echo 'time="2026-11-25T19:02:36Z" level=error msg="cannot resolve \\"/nonexistent\\""' >&2
                echo 'Error: exit status 1' >&2; exit 1""");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> new Setups(program, Map.of()).find(home.resolve("tmp"), DEFAULT))
                .withMessageContaining(
                        "- buildah --isolation chroot: cannot resolve \"/nonexistent\"; exit status 1\n");
    }

    @Test
    void theRealProgramWithoutUserNamespacesSaysSo() throws Exception {
        Tool.BUILDAH.require();
        Path program = program("""
                exec unshare --user --map-root-user sh -c 'echo 1 > /proc/sys/user/max_user_namespaces
                  exec unshare --user --map-user=1 --map-group=1 buildah "$@"' sh "$@"
                """);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> new Setups(program, System.getenv()).find(home.resolve("tmp"), DEFAULT))
                .withMessageContaining("- buildah --storage-driver vfs")
                .withMessageContaining(": Error during unshare(CLONE_NEWUSER): ");
        assertThat(home.resolve("tmp")).isEmptyDirectory();
    }

    private Path program(String script) throws Exception {
        Path program = home.resolve("buildah");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
