package dev.imagepack.build.buildah;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.imagepack.testing.BuildahProgram;
import dev.imagepack.testing.ChildJvm;
import dev.imagepack.testing.OrdinaryUser;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** The real program without root: a user namespace with subordinate IDs, in which files belong to several users. */
class OrdinaryUserTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @MethodSource("dev.imagepack.testing.BuildahProgram#chosen")
    void anOrdinaryUserBuildsWhatRootBuildsWithoutStackedFileSystemsAndWithoutARuntime(BuildahProgram program)
            throws Exception {
        // What is copied up to be changed shows in the layer of a stacked file system only, so the layers are others.
        List<String> built = built(program, Map.of("STORAGE_DRIVER", "vfs", "BUILDAH_ISOLATION", "chroot"));

        assertThat(built)
                .isSubsetOf(builtByRoot(program))
                .contains("said true", "left 0")
                .anyMatch(line -> line.contains(" 12:13 home/hello "))
                .anyMatch(line -> line.contains(" 14:15 bin "));
    }

    private List<String> built(BuildahProgram program, Map<String, String> environment) throws Exception {
        try (OrdinaryUser user = OrdinaryUser.require();
                ChildJvm child = user.start(
                        OrdinaryBuild.class,
                        environment,
                        user.home().toString(),
                        program.require().toString())) {
            return child.output();
        }
    }

    private List<String> builtByRoot(BuildahProgram program) throws Exception {
        Tool.BUSYBOX.require();
        try (Workshop workshop = new Workshop(home)) {
            workshop.program = program.require().toString();
            workshop.file("hello", "hello\n");
            Workshop.Built image = workshop.build(OrdinaryBuild.DOCKERFILE.toArray(String[]::new));
            List<String> built = new ArrayList<>();
            built.addAll(image.added());
            built.add("said " + workshop.said.contains("1000"));
            built.add("left " + workshop.leftovers().size());
            return built;
        }
    }
}
