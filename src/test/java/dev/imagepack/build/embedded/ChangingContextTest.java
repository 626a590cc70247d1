package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.context.ContextTree;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.image.Recipe;
import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A context that somebody writes to while an image is built from it. */
class ChangingContextTest {

    @TempDir
    Path home;

    /** What happens to {@code d/file} between being looked at and being read. */
    @FunctionalInterface
    private interface Change {
        void happen(Path file) throws IOException;
    }

    private static final Map<String, Change> CHANGES = new LinkedHashMap<>();

    static {
        CHANGES.put("cut short", file -> Files.writeString(file, "12"));
        CHANGES.put("emptied", file -> Files.writeString(file, ""));
        CHANGES.put("grown", file -> Files.writeString(file, "1234 and more"));
        CHANGES.put("written anew with as many bytes and its old time", ChangingContextTest::disguise);
        CHANGES.put("replaced by another of its size and time", ChangingContextTest::replace);
        CHANGES.put("removed", Files::delete);
        CHANGES.put("made a link to a copy", file -> {
            Files.move(file, file.resolveSibling("copy"));
            Files.createSymbolicLink(file, Path.of("copy"));
        });
        CHANGES.put("made a directory", file -> {
            Files.delete(file);
            Files.createDirectory(file);
        });
        CHANGES.put("behind a directory that became a link", file -> {
            Path directory = file.getParent();
            Path elsewhere = Files.createDirectory(directory.resolveSibling("elsewhere"));
            Files.writeString(elsewhere.resolve("file"), "9876");
            Files.move(directory, directory.resolveSibling("moved"));
            Files.createSymbolicLink(directory, elsewhere);
        });
    }

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private static void disguise(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "4321");
        Files.setLastModifiedTime(file, time);
    }

    private static void replace(Path file) throws IOException {
        Path other = Files.writeString(file.resolveSibling("other"), "4321");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The error names the file, nothing is left behind, and no later build takes anything from the one that failed. */
    @TestFactory
    Stream<DynamicTest> whatIsReadIsWhatWasLookedAtOrAnError() {
        return CHANGES.entrySet().stream()
                .map(change -> DynamicTest.dynamicTest(change.getKey(), () -> {
                    try (Scene own = new Scene(home.resolve(change.getKey()))) {
                        fails(own, change.getValue());
                    }
                }));
    }

    private static void fails(Scene scene, Change change) throws IOException {
        scene.file("d/file", "1234");
        Path file = scene.module.resolve("d/file");
        PreparedBuild prepared = scene.prepare(recipe(scene));
        change.happen(file);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(prepared::run)
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.advice()).isNotBlank());
        assertThat(scene.temporaryFiles()).isEmpty();
        assertThat(scene.cache.blobs().list()).isEmpty();

        Files.move(scene.module, scene.module.resolveSibling("before"));
        scene.file("d/file", "5678");
        assertThat(scene.build(recipe(scene)).tree())
                .anyMatch(line -> line.contains(
                        Digest.of("5678".getBytes(StandardCharsets.UTF_8)).hex()));
    }

    private static Recipe recipe(Scene scene) {
        return scene.dockerfile("FROM scratch", "COPY d /d/");
    }

    /** The same for an archive that is unpacked: what is verified is the archive. */
    @Test
    void anArchiveThatIsWrittenAnewIsAnError() throws IOException {
        byte[] one = ((Nodes.InMemory) Nodes.tar(Nodes.entry("a"))).bytes();
        byte[] other = ((Nodes.InMemory) Nodes.tar(Nodes.entry("b"))).bytes();
        Path archive = Files.write(scene.module.resolve("x.tar"), one);
        PreparedBuild prepared = scene.prepare(scene.dockerfile("FROM scratch", "ADD x.tar /"));
        FileTime time = Files.getLastModifiedTime(archive);
        Files.write(archive, other);
        Files.setLastModifiedTime(archive, time);

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(prepared::run)
                .withMessageContaining(archive + " was changed while the image was built");
        assertThat(scene.temporaryFiles()).isEmpty();
    }

    @Test
    void aDirectoryThatBecameALinkAfterItWasListedIsNotEntered() throws IOException {
        scene.file("d/file", "1234").file("elsewhere/secret", "x");
        FileTree tree = ContextTree.of(scene.module, IgnoreRules.none(), Set.of(), scene.cache);
        assertThat(tree.find("d")).isPresent();
        Path directory = scene.module.resolve("d");
        Files.move(directory, scene.module.resolve("moved"));
        Files.createSymbolicLink(directory, scene.module.resolve("elsewhere"));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> tree.find("d/secret"))
                .withMessage(directory + " was changed while the image was built");
    }

    @Test
    void aFileThatIsCutShortWhileItIsReadIsAnError() throws IOException {
        scene.file("d/file", "1234");
        Node file = ContextTree.of(scene.module, IgnoreRules.none(), Set.of(), scene.cache)
                .find("d/file")
                .orElseThrow();
        Path path = scene.module.resolve("d/file");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> file.data().writeTo(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        Files.writeString(path, "1");
                    }
                }))
                .withMessage(path + " was changed while the image was built");
    }
}
