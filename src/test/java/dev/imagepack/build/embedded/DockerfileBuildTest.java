package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.RunOptions;
import dev.imagepack.image.SampleImage;
import dev.imagepack.image.SampleLayout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is refused, what is warned of, what an image depends on, and what becomes of a context that changes. */
class DockerfileBuildTest {

    private static final String USUAL = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
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

    private void assertRefused(String message, String advice, String... lines) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfile(lines)))
                .withMessage(message)
                .satisfies(e -> assertThat(e.advice()).contains(advice));
    }

    @Test
    void aNeededRunIsRefusedBeforeAnyFileIsRead() throws IOException {
        scene.file("big", "x");
        Files.setAttribute(scene.module.resolve("big"), "unix:mode", 0);

        assertRefused(
                "Dockerfile:3: RUN needs a container engine; the embedded builder runs no commands",
                "move it into a stage that <target> does not need",
                "FROM scratch",
                "COPY big /",
                "RUN true");
    }

    @Test
    void aStageThatIsNotNeededMayHoldAnything() throws IOException {
        scene.file("a", "x");

        assertThat(scene.tree(
                        "FROM registry.example/absent AS broken",
                        "RUN true",
                        "COPY --from=gone /missing /",
                        "FROM scratch",
                        "COPY a /"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ADD https://example.org/x /; downloads a file without saying which; --checksum=sha256:",
                "ADD https://example.org/x.git /; clones a git repository; submodule",
            })
    void remoteSourcesAreRefused(String add, String message, String advice) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfile("FROM scratch", add)))
                .withMessageStartingWith("Dockerfile:2: ADD ")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.advice()).contains(advice));
    }

    @Test
    void aMissingSourceSaysWhereItWasLookedFor() throws IOException {
        assertRefused(
                "Dockerfile:2: 'target/app.jar' is not in the context .",
                "build the file before the image",
                "FROM scratch",
                "COPY target/app.jar /");
    }

    private DockerfileRecipe asking(RunOptions run) {
        return new DockerfileRecipe(
                new DockerfileRecipe.Inline("FROM scratch\n", "Dockerfile"),
                scene.module,
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                Checks.WARN,
                run);
    }

    @Test
    void noCacheBuildsEvenWhatTheCacheHas() throws IOException {
        RunOptions noCache =
                new RunOptions(true, new TreeMap<>(), RunOptions.Network.DEFAULT, List.of(), new TreeMap<>());

        assertThat(scene.prepare(asking(noCache)).alwaysBuilt()).contains("noCache is set");
        assertThat(scene.prepare(asking(RunOptions.NONE)).alwaysBuilt()).isEmpty();
    }

    @Test
    void whatIsForCommandsIsRefusedWhereEmbeddedIsAskedForByName() {
        RunOptions network =
                new RunOptions(false, new TreeMap<>(), RunOptions.Network.NONE, List.of(), new TreeMap<>());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(asking(network)))
                .withMessage("images.app.network is for commands, and the builder embedded runs none")
                .satisfies(e ->
                        assertThat(e.advice()).isEqualTo("Leave network out, or choose the builder auto or local."));
    }

    @Test
    void aMissingSourceThatTheModuleHasNamesTheContextToSet() throws IOException {
        scene.file("pom.xml", "x").directory("docker");
        DockerfileRecipe recipe = new DockerfileRecipe(
                new DockerfileRecipe.Inline("FROM scratch\nCOPY pom.xml /\n", "Dockerfile"),
                scene.module.resolve("docker"),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>());

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(recipe))
                .withMessage("Dockerfile:2: 'pom.xml' is not in the context docker")
                .satisfies(e -> assertThat(e.advice()).contains("<context>${project.basedir}</context>"));
    }

    @Test
    void anIgnoredSourceSaysSo() throws IOException {
        scene.file(".dockerignore", "target\n").file("target/app.jar", "x");

        assertRefused(
                "Dockerfile:2: 'target/app.jar' is excluded from the context . by its ignore file",
                "Add a line !target/app.jar to the ignore file",
                "FROM scratch",
                "COPY target/app.jar /");
    }

    @Test
    void aSourceThatIsALinkToNowhereSaysSo() throws IOException {
        Files.createSymbolicLink(scene.module.resolve("l"), Path.of("gone"));

        assertRefused(
                "Dockerfile:2: 'l' leads to /gone, which is not in the context .",
                "A link is followed within the context only",
                "FROM scratch",
                "COPY l /");
    }

    @Test
    void aMissingSourceInAStageNamesLineAndStage() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.tree("FROM scratch AS a", "FROM scratch", "COPY --from=a /x /"))
                .withMessage("Dockerfile:3: '/x' is not there: the stage has no /x");
    }

    @Test
    void aBaseThatCannotBeOpenedNamesItsLineOnce() {
        scene.contexts.put("tiny", new BaseImage.Saved(BASES.resolve("gone"), Optional.empty()));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.tree("FROM tiny"))
                .withMessageStartingWith("Dockerfile:1: ")
                .withMessageContaining("gone");
    }

    @Test
    void aBaseWithoutAPathGetsTheUsualOne() throws IOException {
        byte[] empty = new byte[1024];
        SampleImage.Layer layer = new SampleImage.Layer(empty, empty, "application/vnd.oci.image.layer.v1.tar");
        new SampleLayout(home.resolve("layout")).image("base:1", SampleImage.of(layer));
        scene.contexts.put("base", new BaseImage.Saved(home.resolve("layout"), Optional.empty()));

        assertThat(scene.build(scene.dockerfile("FROM base AS one", "ENV A=1", "FROM one", "ENV P=$PATH"))
                        .config()
                        .container()
                        .env())
                .containsExactly("PATH=" + USUAL, "A=1", "P=" + USUAL);
    }

    @Test
    void anImageThatIsCopiedFromIsForThePlatformOfTheBuild() throws IOException {
        scene.contexts.put("multi", new BaseImage.Saved(BASES.resolve("multi"), Optional.of("latest")));

        assertThat(scene.inputs(scene.dockerfile(
                        "FROM --platform=linux/arm64 multi AS arm", "COPY --from=multi /etc /etc", "FROM arm")))
                .containsKeys("FROM multi", "FROM multi for linux/arm64");
    }

    @Test
    void aContextThatIsCalledAsAStageIsRefused() {
        scene.contexts.put("tools", new BaseImage.Directory(scene.module));

        assertRefused(
                "Dockerfile:1: the stage is called tools, and so is one of <contexts>",
                "another name",
                "FROM scratch AS tools",
                "FROM scratch");
    }

    @Test
    void aDirectoryIsNoBase() {
        scene.contexts.put("files", new BaseImage.Directory(scene.module));

        assertRefused(
                "Dockerfile:1: files is a directory (" + scene.module + "), not an image to build upon",
                "COPY --from=files",
                "FROM files");
    }

    @Test
    void theRegistrysRefusalNamesTheLine() {
        assertRefused("Dockerfile:1: no registry here: docker.io/library/nginx", "Use a local base.", "FROM nginx");
    }

    @Test
    void anOwnerThatTheImageDoesNotKnowNamesTheLineOnce() throws IOException {
        scene.file("a", "x");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.tree("FROM scratch", "COPY --chown=app a /"))
                .withMessage("Dockerfile:2: --chown app: the image knows no user 'app' (looked in its /etc/passwd)");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.tree("FROM scratch", "USER app", "WORKDIR /w"))
                .withMessage("Dockerfile:3: USER app: the image knows no user 'app' (looked in its /etc/passwd)");
    }

    @Test
    void aDamagedArchiveNamesLineAndArchive() throws IOException {
        byte[] tar = ((Nodes.InMemory) Nodes.tar(Nodes.entry("a"), Nodes.entry("b"))).bytes();
        Files.write(scene.module.resolve("a.tar"), Arrays.copyOf(tar, 1100));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.tree("FROM scratch", "ADD a.tar /"))
                .withMessageStartingWith("Dockerfile:2: a.tar cannot be read: ")
                .satisfies(e -> assertThat(e.advice()).contains("--unpack=false"));
    }

    @Test
    void aNameThatMarksADeletionIsRefused() throws IOException {
        scene.file("d/.wh.x", "x");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.tree("FROM scratch", "COPY d /d"))
                .withMessage(
                        "Dockerfile:2: /d/.wh.x cannot be in a layer: a name that begins with .wh. marks a deletion");
    }

    @Test
    void warningsReachTheLog() throws IOException {
        scene.buildArgs.put("UNKNOWN", "1");
        scene.buildArgs.put("KNOWN", "1");
        scene.buildArgs.put("http_proxy", "1");

        scene.prepare(scene.dockerfile("FROM scratch", "ARG KNOWN", "LABEL a=1 \\", "", "  b=2"));

        assertThat(scene.warnings)
                .containsExactly(
                        "app: Dockerfile: no ARG takes the build argument UNKNOWN (did you mean KNOWN?)."
                                + " Correct its name, or leave it out. (UnusedBuildArg)",
                        "app: Dockerfile:4: a blank line stands in the middle of an instruction."
                                + " Remove the line, or make it a comment. (NoEmptyContinuation)");
    }

    @Test
    void inputsAreNamedRelativeToTheModule() throws IOException {
        scene.file("Dockerfile", "FROM scratch\nCOPY src /\nCOPY a /\n")
                .file("src/x/f", "f")
                .file("a", "a");
        Files.createSymbolicLink(scene.module.resolve("src/l"), Path.of("x"));

        assertThat(scene.inputs(scene.dockerfileInFile()))
                .containsOnlyKeys("Dockerfile", "a", "FROM scratch", "context", "src/", "src/l", "src/x/", "src/x/f")
                .containsEntry("src/l", "link to x")
                .containsEntry("src/x/", "directory 0755")
                .containsEntry("context", ".");
    }

    @Test
    void eachChangeChangesOneInput() throws IOException {
        scene.file("src/f", "f").directory("src/d");
        Files.createSymbolicLink(scene.module.resolve("src/l"), Path.of("f"));
        String[] lines = {"FROM scratch AS one", "ARG A", "COPY src /", "FROM one AS two"};
        scene.buildArgs.put("A", "1");
        scene.target = Optional.of("one");
        SortedMap<String, String> before = scene.inputs(scene.dockerfile(lines));

        scene.file("src/f", "g");
        assertThat(changed(before, lines)).containsExactly("src/f");
        scene.file("src/f", "f").mode("src/f", 0600);
        assertThat(changed(before, lines)).containsExactly("src/f");
        scene.mode("src/f", 0644).mode("src/d", 0700);
        assertThat(changed(before, lines)).containsExactly("src/d/");
        scene.mode("src/d", 0755);
        Files.delete(scene.module.resolve("src/l"));
        Files.createSymbolicLink(scene.module.resolve("src/l"), Path.of("d"));
        assertThat(changed(before, lines)).containsExactly("src/l");
        Files.delete(scene.module.resolve("src/l"));
        Files.createSymbolicLink(scene.module.resolve("src/l"), Path.of("f"));
        Files.setLastModifiedTime(scene.module.resolve("src/f"), FileTime.fromMillis(77_000));
        assertThat(changed(before, lines)).isEmpty();
        scene.buildArgs.put("A", "2");
        assertThat(changed(before, lines)).containsExactly("build-arg A");
        scene.buildArgs.put("A", "1");
        scene.target = Optional.of("two");
        assertThat(changed(before, lines)).containsExactly("target");
        scene.target = Optional.of("one");
        lines[3] = "FROM one AS three";
        assertThat(changed(before, lines)).containsExactly("Dockerfile");
    }

    @Test
    void anotherBaseChangesOneInput() throws IOException {
        scene.contexts.put("base", new BaseImage.Saved(BASES.resolve("tiny"), Optional.of("latest")));
        SortedMap<String, String> before = scene.inputs(scene.dockerfile("FROM base"));
        scene.contexts.put("base", new BaseImage.Saved(BASES.resolve("full"), Optional.of("latest")));

        assertThat(changed(before, "FROM base")).containsExactly("FROM base");
    }

    @Test
    void anIgnoreFileMattersByWhatItLeavesOutOnly() throws IOException {
        scene.file("a", "a").file("b", "b").file("secret", "s").file(".dockerignore", "secret\n.dockerignore\n");
        String[] lines = {"FROM scratch", "COPY . /"};
        SortedMap<String, String> before = scene.inputs(scene.dockerfile(lines));

        scene.file(".dockerignore", "# a comment\n.dockerignore\n*cret\nabsent\n");
        assertThat(changed(before, lines)).isEmpty();
        scene.file(".dockerignore", "secret\n.dockerignore\nb\n");
        assertThat(changed(before, lines)).containsExactly("b");
        scene.file(".dockerignore", ".dockerignore\n");
        assertThat(changed(before, lines)).containsExactly("secret");
    }

    @Test
    void theIgnoreFileOfTheDockerfileWins() throws IOException {
        scene.file("Dockerfile", "FROM scratch\nCOPY . /d/\n").file("a", "a").file("b", "b");
        scene.file(".dockerignore", "a\nDockerfile*\n.dockerignore\n");
        scene.file("Dockerfile.dockerignore", "b\nDockerfile*\n.dockerignore\n");

        assertThat(scene.inputs(scene.dockerfileInFile()))
                .containsOnlyKeys("Dockerfile", "./", "a", "FROM scratch", "context");
        Files.delete(scene.module.resolve("Dockerfile.dockerignore"));
        assertThat(scene.inputs(scene.dockerfileInFile()))
                .containsOnlyKeys("Dockerfile", "./", "b", "FROM scratch", "context");
    }

    @Test
    void aFurtherContextHasAnIgnoreFileOfItsOwn() throws IOException {
        scene.file(".dockerignore", "a\n").file("further/.dockerignore", ".dockerignore\nsecret\n");
        scene.file("further/a", "a").file("further/secret", "s");
        scene.contexts.put("more", new BaseImage.Directory(scene.module.resolve("further")));
        String[] lines = {"FROM scratch", "COPY --from=more . /"};
        SortedMap<String, String> before = scene.inputs(scene.dockerfile(lines));

        assertThat(scene.build(scene.dockerfile(lines)).brief()).containsExactly("/a file 0644 0:0");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfile("FROM scratch", "COPY --from=more secret /")))
                .withMessage("Dockerfile:2: 'secret' is excluded from the context further by its ignore file");
        scene.file("further/.dockerignore", ".dockerignore\n!\n");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfile(lines)))
                .withMessageStartingWith("further/.dockerignore:2: ");
        Files.delete(scene.module.resolve("further/.dockerignore"));
        assertThat(changed(before, lines)).containsExactly("further/secret");
    }

    @Test
    void aFaultInAnIgnoreFileNamesItsLine() throws IOException {
        scene.file(".dockerignore", "ok\n!\n");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfile("FROM scratch")))
                .withMessageStartingWith(".dockerignore:2: ");
    }

    @Test
    void aDockerfileThatIsNotThereIsNamed() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.prepare(scene.dockerfileInFile()))
                .withMessage(scene.module.resolve("Dockerfile") + " cannot be read: it is not there, or no longer");
    }

    @Test
    void whatACopyExcludesIsNoInput() throws IOException {
        scene.file("src/a", "a").file("src/target/b", "b").file("src/target/keep", "k");

        assertThat(scene.inputs(scene.dockerfile("FROM scratch", "COPY --exclude=target --exclude=!target/keep src /")))
                .containsOnlyKeys(
                        "Dockerfile", "FROM scratch", "context", "src/", "src/a", "src/target/", "src/target/keep");
    }

    @Test
    void contextsThatChangePlacesAreAnotherImage() throws IOException {
        scene.file("x/f", "1").file("y/f", "2");
        String[] lines = {"FROM scratch", "COPY --from=one f /1", "COPY --from=two f /2"};
        BaseImage x = new BaseImage.Directory(scene.module.resolve("x"));
        BaseImage y = new BaseImage.Directory(scene.module.resolve("y"));
        scene.contexts.put("one", x);
        scene.contexts.put("two", y);
        SortedMap<String, String> before = scene.inputs(scene.dockerfile(lines));
        scene.contexts.put("one", y);
        scene.contexts.put("two", x);

        assertThat(changed(before, lines)).containsExactly("context one", "context two");
    }

    @Test
    void hardLinksAreInputs() throws IOException {
        scene.file("d/a", "x").file("d/b", "x");
        String[] lines = {"FROM scratch", "COPY d /d"};
        SortedMap<String, String> before = scene.inputs(scene.dockerfile(lines));
        List<String> apart = scene.build(scene.dockerfile(lines)).layer(0);
        Files.delete(scene.module.resolve("d/b"));
        Files.createLink(scene.module.resolve("d/b"), scene.module.resolve("d/a"));

        assertThat(apart).containsExactly("DIRECTORY d", "FILE d/a", "FILE d/b");
        assertThat(changed(before, lines)).containsExactly("d/b");
        assertThat(scene.build(scene.dockerfile(lines)).layer(0))
                .containsExactly("DIRECTORY d", "FILE d/a", "HARD_LINK d/b -> d/a");
    }

    @Test
    void aFileThatIsCalledLikeASettingIsAnInputOfItsOwn() throws IOException {
        scene.file("context", "x").file("FROM scratch", "y");

        assertThat(scene.inputs(scene.dockerfile("FROM scratch", "COPY [\"context\", \"FROM scratch\", \"/\"]")))
                .containsOnlyKeys("./FROM scratch", "./context", "Dockerfile", "FROM scratch", "context");
    }

    @Test
    void aFileThatChangesDuringTheBuildIsAnError() throws IOException {
        scene.file("a", "before");
        PreparedBuild prepared = scene.prepare(scene.dockerfile("FROM scratch", "COPY a /"));
        scene.file("a", "after it grew");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(prepared::run)
                .withMessage(scene.module.resolve("a") + " was changed while the image was built")
                .satisfies(e -> assertThat(e.advice()).contains("Build again"));
        assertThat(scene.temporaryFiles()).isEmpty();
    }

    @Test
    void aFileThatIsGoneDuringTheBuildIsAnError() throws IOException {
        scene.file("a", "before");
        PreparedBuild prepared = scene.prepare(scene.dockerfile("FROM scratch", "COPY a /"));
        Files.delete(scene.module.resolve("a"));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(prepared::run)
                .withMessage(scene.module.resolve("a") + " cannot be read: it is not there, or no longer");
    }

    @Test
    void aDirectoryOfAFurtherContextThatVanishesIsAnError() throws IOException {
        scene.file("d/a", "x");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> {
                    scene.contexts.put("gone", new BaseImage.Directory(scene.module.resolve("gone")));
                    scene.tree("FROM scratch", "COPY --from=gone . /");
                })
                .withMessageContaining(scene.module.resolve("gone") + " cannot be read: ");
    }

    @Test
    void equalContextsInTwoDirectoriesGiveEqualDigests() throws IOException {
        List<String> digests = new ArrayList<>();
        for (String name : new String[] {"one", "another/place"}) {
            try (Scene other = new Scene(home.resolve(name))) {
                other.file("src/b", "b").file("src/a/x", "x").file("top", "t");
                Scene.Built image = other.build(other.dockerfile(
                        "FROM scratch", "COPY src /app", "WORKDIR /w", "COPY top .", "ENTRYPOINT [\"/app/b\"]"));
                digests.add(image.image().manifest().toString());
            }
        }

        assertThat(digests.get(0)).isEqualTo(digests.get(1));
    }

    @Test
    void aSourceWithoutMatchStillMakesALayer() throws IOException {
        assertThatCode(() -> scene.tree("FROM scratch", "COPY nothing* /d/")).doesNotThrowAnyException();
    }

    @Test
    void aPatternBelowADirectoryThatIsMissingIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> scene.tree("FROM scratch", "COPY absent/* /d/"))
                .withMessageStartingWith("Dockerfile:2: 'absent/*' is not in the context");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(
                        () -> scene.tree("FROM scratch AS a", "WORKDIR /x", "FROM a", "COPY --from=a /absent/* /d/"))
                .withMessageStartingWith("Dockerfile:4: '/absent/*' is not there");
    }

    @Test
    void anAbsoluteWorkingDirectoryIsStoredAsWrittenAndARelativeOneClean() throws IOException {
        assertThat(workingDirectory("WORKDIR /srv/../w")).isEqualTo("/srv/../w");
        assertThat(workingDirectory("WORKDIR /w//./x/")).isEqualTo("/w//./x/");
        assertThat(workingDirectory("WORKDIR /a/b/../c", "WORKDIR ../d//e/")).isEqualTo("/a/d/e");
        assertThat(scene.tree("FROM scratch", "WORKDIR /srv/../w")).containsExactly("/w dir 0755 0:0 {}");
    }

    private String workingDirectory(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of("FROM scratch"));
        all.addAll(List.of(lines));
        return scene.build(scene.dockerfile(all.toArray(String[]::new)))
                .config()
                .container()
                .workingDir();
    }

    private List<String> changed(SortedMap<String, String> before, String... lines) throws IOException {
        SortedMap<String, String> after = scene.inputs(scene.dockerfile(lines));
        TreeMap<String, String> all = new TreeMap<>(before);
        all.putAll(after);
        return all.keySet().stream()
                .filter(name -> !Objects.equals(before.get(name), after.get(name)))
                .toList();
    }
}
