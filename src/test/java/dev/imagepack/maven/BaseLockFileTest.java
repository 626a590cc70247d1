package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.registry.BaseLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BaseLockFileTest {

    @TempDir
    Path root;

    private final List<Path> looked = new ArrayList<>();

    private MavenProject project(String path, MavenProject parent) throws IOException {
        MavenProject project = new MavenProject();
        project.setParent(parent);
        if (path != null) {
            Files.createDirectories(root.resolve(path));
            project.setFile(root.resolve(path).resolve("pom.xml").toFile());
        }
        return project;
    }

    @Test
    void isLookedForInTheModuleAndThenInItsParents() throws IOException {
        MavenProject published = project(null, null);
        MavenProject top = project("top", published);
        MavenProject group = project("top/group", top);
        MavenProject module = project("top/group/module", group);
        assertThat(BaseLockFile.of(null, module, looked::add).path()).isEqualTo(root.resolve("top/base-images.lock"));
        Files.createFile(root.resolve("top/base-images.lock"));
        Files.createFile(root.resolve("top/group/base-images.lock"));
        assertThat(BaseLockFile.of(null, module, looked::add).path())
                .isEqualTo(root.resolve("top/group/base-images.lock"));
        assertThat(BaseLockFile.of(root.resolve("other.lock"), module, looked::add)
                        .path())
                .isEqualTo(root.resolve("other.lock"));
    }

    @Test
    void isWrittenWhenSomethingChanges() throws IOException {
        BaseLockFile file = BaseLockFile.of(root.resolve("base-images.lock"), new MavenProject(), looked::add);
        assertThat(file.read()).isEqualTo(BaseLock.NOTHING);
        BaseLock lock = BaseLock.NOTHING.with(
                ImageRef.parse("busybox:1"), new BaseLock.Entry(Digest.of(new byte[1]), new TreeMap<>()));
        file.write(lock);
        assertThat(file.read()).isEqualTo(lock);
        Object before = Files.readAttributes(file.path(), "unix:ino").get("ino");
        file.write(lock);
        assertThat(Files.readAttributes(file.path(), "unix:ino").get("ino")).isEqualTo(before);
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Path file = Files.write(root.resolve("base-images.lock"), new byte[] {(byte) 0xFF});
        assertThatThrownBy(() ->
                        BaseLockFile.of(file, new MavenProject(), looked::add).read())
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("no text in UTF-8");
    }
}
