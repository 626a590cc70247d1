package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.DeclaredLayer.Deletion;
import dev.imagepack.image.DeclaredLayer.Directory;
import dev.imagepack.image.DeclaredLayer.Item;
import dev.imagepack.image.DeclaredLayer.Link;
import dev.imagepack.image.DeclaredLayer.Permission;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.Recipe;
import dev.imagepack.oci.History;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LayersBuildTest {

    private static final BaseImage SCRATCH = new BaseImage.Scratch();
    private static final Path BASES =
            Path.of("src/test/resources/vectors/bases").toAbsolutePath();

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    private static BaseImage base(String name) {
        return new BaseImage.Saved(BASES.resolve(name), Optional.of("latest"));
    }

    private static DeclaredLayer layer(Item... items) {
        return new DeclaredLayer("layer", List.of(items));
    }

    /** The {@code <files>} element of a test, changed by its methods. */
    private record F(DeclaredLayer.Files files) {

        F includes(String... patterns) {
            return new F(new DeclaredLayer.Files(
                    files.from(),
                    files.into(),
                    List.of(patterns),
                    files.excludes(),
                    files.owner(),
                    files.fileMode(),
                    files.directoryMode(),
                    files.permissions(),
                    files.element()));
        }

        F excludes(String... patterns) {
            return new F(new DeclaredLayer.Files(
                    files.from(),
                    files.into(),
                    files.includes(),
                    List.of(patterns),
                    files.owner(),
                    files.fileMode(),
                    files.directoryMode(),
                    files.permissions(),
                    files.element()));
        }

        F owner(String owner) {
            return new F(new DeclaredLayer.Files(
                    files.from(),
                    files.into(),
                    files.includes(),
                    files.excludes(),
                    Optional.of(owner),
                    files.fileMode(),
                    files.directoryMode(),
                    files.permissions(),
                    files.element()));
        }

        F modes(int file, int directory) {
            return new F(new DeclaredLayer.Files(
                    files.from(),
                    files.into(),
                    files.includes(),
                    files.excludes(),
                    files.owner(),
                    Optional.of(file),
                    Optional.of(directory),
                    files.permissions(),
                    files.element()));
        }

        F permissions(Permission... permissions) {
            return new F(new DeclaredLayer.Files(
                    files.from(),
                    files.into(),
                    files.includes(),
                    files.excludes(),
                    files.owner(),
                    files.fileMode(),
                    files.directoryMode(),
                    List.of(permissions),
                    files.element()));
        }
    }

    private F files(String from, String into) {
        return new F(new DeclaredLayer.Files(
                scene.module.resolve(from),
                into,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                "images.app.layers[0].files[0]"));
    }

    private static Directory directory(String path, int mode) {
        return new Directory(path, mode, Optional.empty(), "directories[0]");
    }

    private static Link link(String path, String target) {
        return new Link(path, target, Optional.empty(), "links[0]");
    }

    private static Deletion deletion(String path) {
        return new Deletion(path, "deletes[0]");
    }

    private List<String> built(BaseImage from, DeclaredLayer... layers) throws IOException {
        return scene.build(Scene.layers(from, layers)).brief();
    }

    private void assertRefused(String message, BaseImage from, DeclaredLayer... layers) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> built(from, layers))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.advice()).isNotBlank());
    }

    @Test
    void aDirectoryMeansItsContentsAndAFileKeepsItsName() throws IOException {
        scene.file("src/a.txt", "a").file("src/sub/b.txt", "b").file("one.jar", "j");

        assertThat(built(
                        SCRATCH,
                        layer(
                                files("src", "/app").files(),
                                files("one.jar", "/app/lib").files())))
                .containsExactly(
                        "/app dir 0755 0:0",
                        "/app/a.txt file 0644 0:0",
                        "/app/lib dir 0755 0:0",
                        "/app/lib/one.jar file 0644 0:0",
                        "/app/sub dir 0755 0:0",
                        "/app/sub/b.txt file 0644 0:0");
    }

    @Test
    void includesAndExcludesChoose() throws IOException {
        scene.file("src/a.class", "a")
                .file("src/a.txt", "a")
                .file("src/x/b.class", "b")
                .file("src/x/skip.class", "s");
        scene.directory("src/empty");

        assertThat(built(
                        SCRATCH,
                        layer(files("src", "/c")
                                .includes("**/*.class")
                                .excludes("**/skip.*")
                                .files())))
                .containsExactly(
                        "/c dir 0755 0:0",
                        "/c/a.class file 0644 0:0",
                        "/c/x dir 0755 0:0",
                        "/c/x/b.class file 0644 0:0");
        assertThat(built(SCRATCH, layer(files("src", "/c").includes("nothing").files())))
                .containsExactly("/c dir 0755 0:0");
        assertThat(built(SCRATCH, layer(files("src", "/c").includes("empty").files())))
                .containsExactly("/c dir 0755 0:0", "/c/empty dir 0755 0:0");
    }

    @Test
    void modesAreTheUsualOnesWhateverTheUmask() throws IOException {
        scene.file("src/run", "r").mode("src/run", 0700).file("src/f", "f").mode("src/f", 0664);
        scene.directory("src/d").mode("src/d", 0700);

        assertThat(built(SCRATCH, layer(files("src", "/").files())))
                .containsExactly("/d dir 0755 0:0", "/f file 0644 0:0", "/run file 0755 0:0");
    }

    @Test
    void modesByPatternWinAndTheLastOneDecides() throws IOException {
        scene.file("src/bin/run", "r").file("src/bin/deep/x", "r").file("src/f", "f");

        assertThat(built(
                        SCRATCH,
                        layer(files("src", "/app")
                                .modes(0600, 0700)
                                .permissions(
                                        new Permission("/app/bin/*", 0750),
                                        new Permission("**/deep/**", 0444),
                                        new Permission("app/f", 0640),
                                        new Permission("app/f", 04755))
                                .files())))
                .containsExactly(
                        "/app dir 0755 0:0",
                        "/app/bin dir 0700 0:0",
                        "/app/bin/deep dir 0750 0:0",
                        "/app/bin/deep/x file 0444 0:0",
                        "/app/bin/run file 0750 0:0",
                        "/app/f file 4755 0:0");
    }

    @Test
    void ownersAreNumbersOrNamesOfTheBase() throws IOException {
        scene.file("f", "f");

        assertThat(built(base("tiny"), layer(files("f", "/opt/new").owner("app").files())))
                .contains("/opt/new dir 0755 1000:1001", "/opt/new/f file 0644 1000:1001");
        assertThat(built(SCRATCH, layer(files("f", "/new").owner("5:6").files())))
                .containsExactly("/new dir 0755 5:6", "/new/f file 0644 5:6");
        assertRefused(
                "images.app.layers[0].files[0].owner: the image knows no user 'app' (looked in its /etc/passwd)",
                SCRATCH,
                layer(files("f", "/").owner("app").files()));
    }

    @Test
    void parentsOfADestinationKeepTheBasesModeAndOwner() throws IOException {
        scene.file("f", "f");
        Scene.Built image = scene.build(
                Scene.layers(base("tiny"), layer(files("f", "/home/app/sub").files())));

        assertThat(image.brief())
                .contains("/home/app/sub dir 0755 0:0")
                .containsAll(scene.build(Scene.layers(base("tiny"))).brief());
        assertThat(image.layer(1))
                .containsExactly(
                        "DIRECTORY home", "DIRECTORY home/app", "DIRECTORY home/app/sub", "FILE home/app/sub/f");
    }

    @Test
    void aDirectoryOfTheBaseKeepsItsModeUnlessTheLayerSaysOne() throws IOException {
        scene.file("src/tmp/f", "f");

        assertThat(built(base("tiny"), layer(files("src", "/").files()))).contains("/tmp dir 1777 0:0");
        assertThat(built(base("tiny"), layer(files("src", "/").modes(0600, 0700).files())))
                .contains("/tmp dir 0700 0:0");
        assertThat(built(base("tiny"), layer(directory("/tmp", 0711)))).contains("/tmp dir 0711 0:0");
    }

    @Test
    void linkedDirectoriesOfTheBaseAreFollowed() throws IOException {
        scene.file("src/lib/b", "b").file("a", "a");
        DeclaredLayer below =
                layer(directory("/usr/lib", 0755), link("/lib", "usr/lib"), link("/dangling", "/nowhere"));

        assertThat(built(
                        SCRATCH,
                        below,
                        layer(files("src", "/").files(), files("a", "/lib").files())))
                .contains("/lib symlink 0:0 usr/lib", "/usr/lib/a file 0644 0:0", "/usr/lib/b file 0644 0:0");
        scene.file("src/dangling/x", "x");
        assertRefused(
                "images.app.layers[0].files[0] puts a directory at /dangling, where a symbolic link is",
                SCRATCH,
                below,
                layer(files("src", "/").files()));
    }

    @Test
    void linksAreKeptAsWritten() throws IOException {
        Files.createSymbolicLink(
                Files.createDirectories(scene.module.resolve("src")).resolve("l"), Path.of("../else"));

        assertThat(built(SCRATCH, layer(files("src", "/d").files(), link("/d/m", "/not/there"))))
                .containsExactly("/d dir 0755 0:0", "/d/l symlink 0:0 ../else", "/d/m symlink 0:0 /not/there");
    }

    @Test
    void aDeletionHidesWhatIsBelowAndNotWhatTheLayerItselfPuts() throws IOException {
        scene.file("f", "new");
        DeclaredLayer below = layer(directory("/d/sub", 0700), link("/d/f", "x"), link("/d/sub/x", "x"));
        Scene.Built image = scene.build(
                Scene.layers(SCRATCH, below, layer(files("f", "/d").files(), deletion("/d/f"), deletion("/d/sub"))));

        assertThat(image.brief()).containsExactly("/d dir 0755 0:0", "/d/f file 0644 0:0");
        assertThat(image.layer(1)).containsExactly("DIRECTORY d", "FILE d/.wh.f", "FILE d/.wh.sub", "FILE d/f");
    }

    @Test
    void aDirectoryThatIsDeletedAndMadeAgainIsEmpty() throws IOException {
        DeclaredLayer below = layer(directory("/d", 0700), link("/d/old", "x"));

        assertThat(built(SCRATCH, below, layer(deletion("/d"), directory("/d", 0755), link("/d/new", "x"))))
                .containsExactly("/d dir 0755 0:0", "/d/new symlink 0:0 x");
    }

    @Test
    void aDeletionOfNothingIsAnError() {
        assertRefused("deletes[0]: the layers below have no /gone to delete", SCRATCH, layer(deletion("/gone")));
        assertRefused("have no / to delete", SCRATCH, layer(deletion("/")));
    }

    @Test
    void twoItemsMayPutTheSameAndNotDifferentThingsAtOnePath() throws IOException {
        scene.file("a/f", "same").file("b/f", "same").file("c/f", "other");

        assertThat(built(
                        SCRATCH,
                        layer(files("a", "/d").files(), files("b", "/d").files())))
                .containsExactly("/d dir 0755 0:0", "/d/f file 0644 0:0");
        assertRefused(
                "put different things at /d/f",
                SCRATCH,
                layer(files("a", "/d").files(), files("c", "/d").files()));
        assertRefused(
                "put different things at /d/f",
                SCRATCH,
                layer(files("a", "/d").files(), files("b", "/d").owner("1").files()));
        assertThat(built(
                        SCRATCH,
                        layer(files("a", "/d").files()),
                        layer(files("c", "/d").files())))
                .hasSize(2);
    }

    @Test
    void aKindThatChangesIsRefused() throws IOException {
        scene.file("f", "x").file("l", "x");
        DeclaredLayer below = layer(files("l", "/").files(), directory("/f", 0755));

        assertRefused(
                "puts a file at /f, where a directory is",
                SCRATCH,
                below,
                layer(files("f", "/").files()));
        assertRefused("directories[0] puts a directory at /l", SCRATCH, below, layer(directory("/l", 0755)));
    }

    @Test
    void aFileOnTheWayToADestinationIsAnErrorWithItsElement() throws IOException {
        scene.file("f", "x");

        assertRefused(
                "images.app.layers[0].files[0]: /f/sub cannot be made a directory: /f is a file",
                SCRATCH,
                layer(files("f", "/").files()),
                layer(files("f", "/f/sub").files()));
    }

    @Test
    void aMissingSourceAndMalformedPatternsAreErrorsWithTheirElement() throws IOException {
        scene.file("d/f", "x");

        assertRefused(
                "images.app.layers[0].files[0].from: there is no file or directory " + scene.module.resolve("gone"),
                SCRATCH,
                layer(files("gone", "/").files()));
        assertRefused(
                "files[0].includes: ",
                SCRATCH,
                layer(files("d", "/").includes("a[").files()));
        assertRefused(
                "files[0].excludes: ",
                SCRATCH,
                layer(files("d", "/").excludes("!").files()));
        assertRefused(
                "files[0].permissions: ",
                SCRATCH,
                layer(files("d", "/").permissions(new Permission("[", 0644)).files()));
    }

    @Test
    void aNameThatMarksADeletionIsRefused() throws IOException {
        scene.file("d/.wh.x", "x");

        assertRefused(
                "/.wh.x cannot be in a layer", SCRATCH, layer(files("d", "/").files()));
    }

    @Test
    void anEmptyLayerIsALayer() throws IOException {
        Scene.Built image = scene.build(Scene.layers(SCRATCH, new DeclaredLayer("nothing", List.of())));

        assertThat(image.image().layers().get(0).diffId().toString())
                .isEqualTo("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
        assertThat(image.config().history()).extracting(History::createdBy).containsExactly("nothing");
    }

    @Test
    void settingsAreLaidOverTheBases() throws IOException {
        TreeMap<String, String> env = new TreeMap<>(Map.of("A", "1"));
        LayersRecipe.Container container = new LayersRecipe.Container(
                Optional.of(List.of("/run")),
                Optional.empty(),
                env,
                List.of("80-81", "53/udp"),
                List.of("/data"),
                Optional.of("app"),
                Optional.of("/w"),
                Optional.of("SIGINT"),
                Optional.empty());
        Scene.Built image = scene.build(Scene.layers(base("full"), container));
        Scene.Built plain = scene.build(Scene.layers(base("full")));

        assertThat(image.config().container().entrypoint()).contains(List.of("/run"));
        assertThat(image.config().container().cmd())
                .as("an entrypoint clears an inherited command")
                .isEmpty();
        assertThat(image.config().container().env())
                .containsAll(plain.config().container().env())
                .contains("A=1");
        assertThat(image.config().container().exposedPorts()).contains("80/tcp", "81/tcp", "53/udp");
        assertThat(image.config().container().workingDir()).isEqualTo("/w");
        assertThat(image.config().history()).isEqualTo(plain.config().history());
    }

    @Test
    void whatChangesTheImageChangesOneInput() throws IOException {
        scene.file("src/f", "x").file("src/sub/g", "y");
        SortedMap<String, String> before = inputs(files("src", "/d").files());

        assertThat(before.keySet())
                .containsExactly("base", "container", "layer 1", "src/", "src/f", "src/sub/", "src/sub/g");
        scene.mode("src/f", 0664);
        Files.setLastModifiedTime(scene.module.resolve("src/f"), FileTime.fromMillis(0));
        assertThat(inputs(files("src", "/d").files())).isEqualTo(before);
        scene.mode("src/f", 0755);
        assertThat(differing(before, inputs(files("src", "/d").files()))).containsExactly("src/f");
        scene.mode("src/f", 0644);
        assertThat(differing(before, inputs(files("src", "/e").files()))).containsExactly("layer 1");
        assertThat(differing(before, inputs(files("src", "/d").modes(0600, 0700).files())))
                .containsExactly("layer 1");
        scene.file("src/f", "z");
        assertThat(differing(before, inputs(files("src", "/d").files()))).containsExactly("src/f");
    }

    @Test
    void theNameOfAnElementIsNoInput() throws IOException {
        assertThat(scene.inputs(Scene.layers(SCRATCH, layer(new Link("/a", "b", Optional.empty(), "images.app.x")))))
                .isEqualTo(scene.inputs(
                        Scene.layers(SCRATCH, layer(new Link("/a", "b", Optional.empty(), "images.web.y")))));
    }

    @Test
    void settingsThatReadAlikeAreDifferentInputs() throws IOException {
        assertThat(container("A", "1, B=2", "")).isNotEqualTo(container("A", "1", "2"));
    }

    private String container(String name, String value, String second) throws IOException {
        TreeMap<String, String> env = new TreeMap<>(Map.of(name, value));
        if (!second.isEmpty()) {
            env.put("B", second);
        }
        Recipe recipe = Scene.layers(
                SCRATCH,
                new LayersRecipe.Container(
                        Optional.empty(),
                        Optional.empty(),
                        env,
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        return scene.inputs(recipe).get("container");
    }

    private SortedMap<String, String> inputs(DeclaredLayer.Files files) throws IOException {
        return scene.inputs(Scene.layers(SCRATCH, layer(files)));
    }

    private static List<String> differing(SortedMap<String, String> before, SortedMap<String, String> after) {
        TreeMap<String, String> all = new TreeMap<>(before);
        all.putAll(after);
        return all.keySet().stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .toList();
    }
}
