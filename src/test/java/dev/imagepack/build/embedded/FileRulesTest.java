package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.History;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Rules of BuildKit's COPY and ADD, and of triggers, that the recorded builds of real engines do not touch. */
class FileRulesTest {

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

    private List<String> brief(String... lines) throws IOException {
        return scene.build(scene.dockerfile(lines)).brief();
    }

    private List<String> uponLink(String copy) throws IOException {
        scene.file("base/real/old", "x").file("a", "x");
        Files.createSymbolicLink(scene.module.resolve("base/link"), Path.of("real"));
        return brief("FROM scratch AS base", "COPY base /", "FROM base", copy);
    }

    @Test
    void aLinkedLayerDoesNotLookAtTheBase() throws IOException {
        assertThat(uponLink("COPY --link a /link/"))
                .containsExactly(
                        "/link dir 0755 0:0", "/link/a file 0644 0:0", "/real dir 0755 0:0", "/real/old file 0644 0:0");
    }

    @Test
    void whatALinkedLayerBroughtIsThereForWhatFollows() throws IOException {
        scene.file("a", "x").file("d/f", "x");

        assertThat(brief(
                        "FROM scratch AS one",
                        "COPY --link d /d/sub",
                        "COPY a /d",
                        "FROM scratch",
                        "COPY --from=one /d/sub/f /d/a /"))
                .containsExactly("/a file 0644 0:0", "/f file 0644 0:0");
    }

    @ParameterizedTest
    @CsvSource({"0644", "u=rw"})
    void withAModeALinkedLayerIsAPlainOne(String mode) throws IOException {
        assertThat(uponLink("COPY --link --chmod=" + mode + " a /link/"))
                .containsExactly(
                        "/link symlink 0:0 real",
                        "/real dir 0755 0:0",
                        "/real/a file 0644 0:0",
                        "/real/old file 0644 0:0");
    }

    @ParameterizedTest
    @CsvSource({
        "x/keep, '--exclude=x/drop x', /d/x/keep",
        "x/drop, '--exclude=drop x', /d/x/drop",
        "x/keep, '--exclude=**/drop x', /d/x/keep",
        "x/keep, '--exclude=x --exclude=!x/keep x', /d/x/keep",
        "x/keep, '--exclude=drop ./x/./*', /d/keep",
        "x/keep, '--exclude=x/drop **/keep', /d/x/keep",
    })
    void withParentsAnExcludeMeansTheKeptPath(String file, String copy, String path) throws IOException {
        scene.file(file, "x").file("x/drop", "x");
        String line = "COPY --parents " + copy + " /d/";

        assertThat(brief("FROM scratch", line)).anyMatch(entry -> entry.startsWith(path + " file"));
        assertThat(brief("FROM scratch", line).stream()
                        .filter(entry -> entry.contains("drop"))
                        .toList())
                .hasSize(path.endsWith("drop") ? 1 : 0);
        assertThat(scene.inputs(scene.dockerfile("FROM scratch", line))).containsKey(file);
    }

    @Test
    void withParentsAnExcludedSourceLeavesTheDestinationAlone() throws IOException {
        scene.file("x/drop", "x");

        assertThat(brief("FROM scratch", "COPY --parents --exclude=x/drop x/drop /d/"))
                .containsExactly("/d dir 0755 0:0");
    }

    @Test
    void withParentsTheDestinationIsThereEvenIfNothingMatches() throws IOException {
        scene.file("x/keep", "x");

        assertThat(brief("FROM scratch", "COPY --parents **/*.txt /d")).containsExactly("/d dir 0755 0:0");
    }

    @Test
    void withParentsAWildcardBeforeTheKeptPartStandsForDirectoriesAndWholeFiles() throws IOException {
        scene.file("x1/a.txt", "x").file("x2/b.txt", "x").file("x3", "x");

        assertThat(brief("FROM scratch", "COPY --parents x*/./*.txt /d/"))
                .containsExactly(
                        "/d dir 0755 0:0", "/d/a.txt file 0644 0:0", "/d/b.txt file 0644 0:0", "/d/x3 file 0644 0:0");
        assertThat(brief("FROM scratch", "COPY --parents y*/./*.txt /d/")).isEmpty();
    }

    @Test
    void withParentsLinksAreCopiedAndNotFollowed() throws IOException {
        scene.file("x/f", "x");
        Files.createSymbolicLink(scene.module.resolve("x/l"), Path.of("f"));
        Files.createSymbolicLink(scene.module.resolve("way"), Path.of("x"));

        assertThat(brief("FROM scratch", "COPY --parents x/l way /d/"))
                .containsExactly(
                        "/d dir 0755 0:0", "/d/way symlink 0:0 x", "/d/x dir 0755 0:0", "/d/x/l symlink 0:0 f");
        assertThat(brief("FROM scratch", "COPY --parents way/./f* w*/f /d/"))
                .containsExactly("/d dir 0755 0:0", "/d/f file 0644 0:0");
        for (String source : List.of("way/f", "way/./f", ".")) {
            assertThatExceptionOfType(ImagepackException.class)
                    .isThrownBy(() -> brief("FROM scratch", "COPY --parents " + source + " /d/"))
                    .withMessageContaining("'" + source + "' keeps nothing, or leads through a link");
        }
        Files.createSymbolicLink(scene.module.resolve("x/nowhere"), Path.of("gone"));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> brief("FROM scratch", "COPY --parents x/nowhere /d/"))
                .withMessageContaining("'x/nowhere' leads to /x/gone, which is not in the context");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> brief("FROM scratch", "COPY --parents absent/./* /d/"))
                .withMessageContaining("'absent/./*' is not in the context");
    }

    @Test
    void withParentsNamesOfOneFileStayHardLinksWithinASource() throws IOException {
        scene.file("x/a", "x");
        Files.createLink(scene.module.resolve("x/b"), scene.module.resolve("x/a"));

        Scene.Built built = scene.build(scene.dockerfile("FROM scratch", "COPY --parents x/* x/./* /d/"));
        assertThat(TreeText.hardLinks(TreeText.tree(built.image(), scene.cache)))
                .containsExactly(List.of("/d/a", "/d/b"), List.of("/d/x/a", "/d/x/b"));
    }

    @Test
    void withParentsTheModesOfTheDirectoriesOnTheWayAreInputs() throws IOException {
        scene.file("x/y/f", "x").file("other", "x").mode("x", 0711);

        assertThat(scene.inputs(scene.dockerfile("FROM scratch", "COPY --parents **/f /d/")))
                .containsEntry("x/", "directory 0711")
                .doesNotContainKey("other");
    }

    @Test
    void anExcludedDirectoryIsNotThereUnlessSomethingInItIsTakenInAgain() throws IOException {
        scene.file("s/sub/f", "x").file("s/deep/a/f", "x").file("s/other", "x");

        assertThat(brief(
                        "FROM scratch",
                        "COPY --exclude=sub --exclude=!sub/absent --exclude=deep --exclude=!deep/a/f s /d/"))
                .containsExactly(
                        "/d dir 0755 0:0",
                        "/d/deep dir 0755 0:0",
                        "/d/deep/a dir 0755 0:0",
                        "/d/deep/a/f file 0644 0:0",
                        "/d/other file 0644 0:0");
    }

    @Test
    void triggersMayCopyFromStagesAndDoNotOutliveTheChild() throws IOException {
        scene.file("a", "x").file("child/b", "x");
        String[] lines = {
            "FROM scratch AS files",
            "COPY a /from-stage",
            "FROM scratch AS base",
            "ONBUILD COPY --from=files /from-stage /",
            "ONBUILD COPY child /child/",
            "FROM base AS child",
            "FROM child",
            "WORKDIR /w"
        };

        assertThat(brief(lines))
                .containsExactly(
                        "/child dir 0755 0:0",
                        "/child/b file 0644 0:0",
                        "/from-stage file 0644 0:0",
                        "/w dir 0755 0:0");
        assertThat(scene.build(scene.dockerfile(lines)).config().history())
                .extracting(History::createdBy)
                .containsExactly("COPY /from-stage / # buildkit", "COPY child /child/ # buildkit", "WORKDIR /w");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/d/", "/d/.", "d/", "./d/."})
    void aDestinationThatIsWrittenAsADirectoryBecomesOne(String destination) throws IOException {
        scene.file("a", "x");

        assertThat(brief("FROM scratch", "COPY a " + destination))
                .containsExactly("/d dir 0755 0:0", "/d/a file 0644 0:0");
    }

    @Test
    void anArchiveIsUnpackedUnlessThatIsDeclined() throws IOException {
        Files.write(scene.module.resolve("a.tar"), ((Nodes.InMemory) Nodes.tar(Nodes.entry("f"))).bytes());
        scene.mode("a.tar", 0640);

        assertThat(brief("FROM scratch", "ADD --unpack=false a.tar /d/"))
                .containsExactly("/d dir 0755 0:0", "/d/a.tar file 0640 0:0");
        assertThat(brief("FROM scratch", "ADD --unpack a.tar /d/"))
                .containsExactlyElementsOf(brief("FROM scratch", "ADD a.tar /d/"))
                .containsExactly("/d dir 0755 0:0", "/d/f file 0644 0:0");
    }

    @Test
    void theFirstPivotIsWhereTheKeptPartBegins() throws IOException {
        scene.file("a/b/c/f", "x");

        assertThat(brief("FROM scratch", "COPY --parents a/./b/./c/f /d/"))
                .containsExactly(
                        "/d dir 0755 0:0", "/d/b dir 0755 0:0", "/d/b/c dir 0755 0:0", "/d/b/c/f file 0644 0:0");
    }

    @Test
    void severalDocumentsOnOneLineBecomeFilesWithTheirOwner() throws IOException {
        assertThat(scene.tree(
                        "FROM scratch",
                        "ARG V=1",
                        "COPY --chown=7 --chmod=u=rw,go= <<-one <<'two' /d/",
                        "\t v=$V",
                        "one",
                        "v=$V",
                        "two"))
                .containsExactly(
                        "/d dir 0755 7:7 {}",
                        "/d/one file 0600 7:7 5 "
                                + Digest.of(" v=1\n".getBytes()).hex() + " {}",
                        "/d/two file 0600 7:7 5 "
                                + Digest.of("v=$V\n".getBytes()).hex() + " {}");
    }

    @Test
    void thePlatformOfTheBuilderMayBeGiven() throws IOException {
        scene.buildArgs.put("BUILDARCH", "riscv64");

        assertThat(scene.build(scene.dockerfile("FROM scratch", "ARG BUILDARCH", "LABEL on=$BUILDARCH"))
                        .config()
                        .container()
                        .labels())
                .containsEntry("on", "riscv64");
    }
}
