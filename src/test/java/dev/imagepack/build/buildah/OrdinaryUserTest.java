package dev.imagepack.build.buildah;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.testing.ChildJvm;
import dev.imagepack.testing.OrdinaryUser;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** The real program without root: a user namespace with subordinate IDs, in which files belong to several users. */
class OrdinaryUserTest {

    @TempDir
    Path home;

    @Test
    void anOrdinaryUserBuildsWhatRootBuildsWithoutStackedFileSystemsAndWithoutARuntime() throws Exception {
        // What is copied up to be changed shows in the layer of a stacked file system only, so the layers are others.
        List<String> built = built(Map.of("STORAGE_DRIVER", "vfs", "BUILDAH_ISOLATION", "chroot"));

        assertThat(built)
                .isSubsetOf(builtByRoot())
                .contains("said true", "left 0")
                .anyMatch(line -> line.contains(" 12:13 home/hello "))
                .anyMatch(line -> line.contains(" 14:15 bin "));
    }

    private List<String> built(Map<String, String> environment) throws Exception {
        try (OrdinaryUser user = OrdinaryUser.require();
                ChildJvm child =
                        user.start(OrdinaryBuild.class, environment, user.home().toString())) {
            return child.output();
        }
    }

    private List<String> builtByRoot() throws Exception {
        Tool.BUSYBOX.require();
        try (Workshop workshop = new Workshop(home)) {
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
