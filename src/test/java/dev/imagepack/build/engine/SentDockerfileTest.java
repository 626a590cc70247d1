package dev.imagepack.build.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.UsedBase;
import dev.imagepack.image.BaseImage;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;
import dev.imagepack.testing.HandMadeImage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What an engine gets: the text of the Dockerfile, and the files. */
class SentDockerfileTest {

    @TempDir
    Path home;

    private Workbench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home);
        Path layout = HandMadeImage.minimal().layout(home.resolve("base"));
        bench.contexts.put("base", new BaseImage.Saved(layout, Optional.empty()));
        bench.contexts.put("more", new BaseImage.Directory(bench.module.resolve("app")));
        bench.file("app/a.txt", "a").file("app/deep/b.txt", "b").file("notes.txt", "n");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private static byte[] sent(CommandRecipe recipe) {
        Map<UsedBase, String> names = new IdentityHashMap<>();
        recipe.bases().forEach(base -> names.put(base, "there/" + base.written()));
        return new SentDockerfile(recipe, names, new SentFiles(recipe)).bytes();
    }

    private List<String> text(String... lines) throws Exception {
        return new String(sent(bench.recipe(lines)), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private List<String> files(String... lines) throws Exception {
        CommandRecipe recipe = bench.recipe(lines);
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        new SentFiles(recipe).tar(sent(recipe), 7).writeTo(tar);
        List<String> paths = new ArrayList<>();
        try (TarReader reader = new TarReader(new ByteArrayInputStream(tar.toByteArray()), TarReader.Limits.DEFAULT)) {
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                assertThat(entry.get().mtime()).isEqualTo(7);
                if (entry.get().type() == TarEntry.Type.FILE) {
                    paths.add(entry.get().path());
                }
            }
        }
        return paths;
    }

    @Test
    void basesAreNamedAndLinesKeepTheirNumbers() throws Exception {
        assertThat(text("# note", "FROM \\", "  base AS one", "", "COPY --from=base /a /b", "RUN x"))
                .containsExactly("# note", "FROM there/base AS one", "", "", "COPY --from=there/base /a /b", "RUN x");
    }

    @Test
    void stagesThatAreNotNeededAreEmpty() throws Exception {
        bench.target = Optional.of("app");
        assertThat(text("FROM nobody/has AS test", "RUN x", "FROM base AS app", "RUN y", "FROM nobody/has", "RUN z"))
                .startsWith("FROM scratch AS test", "", "FROM there/base AS app", "RUN y")
                .allMatch(line -> !line.contains("nobody") && !line.contains("RUN z"));
    }

    @Test
    void aContextThatIsTakenAsAWholeComesFromAStageOfItsOwn() throws Exception {
        String[] lines = {
            "ARG V=1",
            "FROM base AS one",
            "COPY --chown=1 . /a/",
            "RUN --mount=target=/src --mount=type=cache,target=/c x",
            "FROM base",
            "COPY --from=0 /a /b"
        };
        assertThat(text(lines))
                .containsExactly(
                        "ARG V=1",
                        "FROM scratch AS imagepack-context",
                        "COPY .imagepack/context/ /",
                        "FROM there/base AS one",
                        "COPY --from=imagepack-context --chown=1 . /a/",
                        "RUN --mount=from=imagepack-context,target=/src --mount=type=cache,target=/c x",
                        "FROM there/base",
                        "COPY --from=1 /a /b");
        assertThat(files(lines))
                .containsExactly(
                        ".imagepack/Dockerfile",
                        ".imagepack/context/app/a.txt",
                        ".imagepack/context/app/deep/b.txt",
                        ".imagepack/context/notes.txt");
    }

    @Test
    void theWordsOfACommandAreLeftAlone() throws Exception {
        assertThat(text(
                        "FROM base AS one",
                        "FROM base",
                        "COPY . /a/",
                        "RUN --mount=from=base,target=/b --mount=target=/c tool --from=base --mount=from=base,target=/d"
                                + " --mount=target=/e"))
                .endsWith("RUN --mount=from=there/base,target=/b --mount=from=imagepack-context,target=/c"
                        + " tool --from=base --mount=from=base,target=/d --mount=target=/e");
    }

    @Test
    void numbersOfStagesDoNotBecomeEachOther() throws Exception {
        assertThat(text(
                        "FROM base",
                        "FROM base",
                        "FROM base",
                        "COPY . /a/",
                        "RUN --mount=from=0,target=/0 --mount=from=1,target=/1 x"))
                .endsWith("RUN --mount=from=1,target=/0 --mount=from=2,target=/1 x");
    }

    /** A base that leaves these instructions to whatever is built upon it. */
    private void triggering(String... instructions) throws Exception {
        Path layout = HandMadeImage.triggering(instructions).layout(home.resolve("trigger"));
        bench.contexts.put("trigger", new BaseImage.Saved(layout, Optional.empty()));
    }

    @Test
    void aTriggerThatTakesTheWholeContextStandsWhereItRunsAndTheOthersOfTheBaseToo() throws Exception {
        triggering("COPY --chown=1 . /x/", "RUN --mount=target=/src make --from=a", "ENV A=1");
        String[] lines = {"FROM \\", "  trigger AS one", "COPY app /app", "FROM one", "RUN y"};

        assertThat(text(lines))
                .containsExactly(
                        "FROM scratch AS imagepack-context",
                        "COPY .imagepack/context/ /",
                        "FROM there/trigger AS one",
                        "",
                        "COPY --from=imagepack-context --chown=1 . /x/",
                        "RUN --mount=from=imagepack-context,target=/src make --from=a",
                        "ENV A=1",
                        "COPY --from=imagepack-context app /app",
                        "FROM one",
                        "RUN y");
        assertThat(files(lines)).contains(".imagepack/context/notes.txt");
    }

    @Test
    void aTriggerOfAStageMovesToThoseThatContinueItAndStaysInTheImageOfTheTarget() throws Exception {
        assertThat(text(
                        "FROM base AS one",
                        "ONBUILD COPY \\",
                        "  --chown=1 . /x/",
                        "ONBUILD RUN --mount=from=base,target=/b x",
                        "FROM one",
                        "ONBUILD COPY . /y/"))
                .containsExactly(
                        "FROM scratch AS imagepack-context",
                        "COPY .imagepack/context/ /",
                        "FROM there/base AS one",
                        "",
                        "",
                        "",
                        "FROM one",
                        "COPY --from=imagepack-context   --chown=1 . /x/",
                        "RUN --mount=from=there/base,target=/b x",
                        "ONBUILD COPY . /y/");
    }

    @Test
    void aTriggerThatAnEngineRunsRightIsLeftToIt() throws Exception {
        triggering("COPY app/*.txt /x/", "COPY [n]*.txt /x/", "RUN make");
        String[] lines = {"FROM trigger AS one", "ONBUILD USER 1", "FROM one", "RUN y"};

        assertThat(text(lines)).containsExactly("FROM there/trigger AS one", "ONBUILD USER 1", "FROM one", "RUN y");
        assertThat(files(lines)).containsExactly(".imagepack/Dockerfile", "app/a.txt", "notes.txt");
    }

    @Test
    void whatATriggerTakesFilesFromIsNamedAsEverywhere() throws Exception {
        triggering("COPY --from=base /a /b", "COPY --from=more a.txt /c", "COPY --from=0 /d /e", "COPY <<E /f\nf\nE");

        assertThat(text("FROM base", "RUN x", "FROM trigger"))
                .containsExactly(
                        "FROM scratch AS imagepack-context-0",
                        "COPY .imagepack/0/ /",
                        "FROM there/base",
                        "RUN x",
                        "FROM there/trigger",
                        "COPY --from=there/base /a /b",
                        "COPY --from=imagepack-context-0 a.txt /c",
                        "COPY --from=1 /d /e",
                        "COPY <<E /f",
                        "f",
                        "E");
    }

    @Test
    void aStageThatOnlyATriggerWantsIsBuilt() throws Exception {
        triggering("COPY --from=one /a /b");

        assertThat(text("FROM base AS none", "FROM base AS one", "RUN x", "FROM trigger"))
                .containsExactly(
                        "FROM scratch AS none",
                        "FROM there/base AS one",
                        "RUN x",
                        "FROM there/trigger",
                        "COPY --from=one /a /b");
    }

    @Test
    void onlyWhatIsTakenIsSent() throws Exception {
        assertThat(files("FROM base", "COPY app/deep /x/", "RUN x"))
                .containsExactly(".imagepack/Dockerfile", "app/deep/b.txt");
        bench.file(".imagepack/x", "theirs");
        assertThat(files("FROM base", "COPY .imagepack/x notes.txt /x/", "RUN x"))
                .containsExactly(".imagepack-1/Dockerfile", ".imagepack/x", "notes.txt");
    }

    @Test
    void furtherContextsBecomeStages() throws Exception {
        assertThat(text("FROM base", "COPY --from=more a.txt /", "RUN --mount=from=more,target=/m x"))
                .containsExactly(
                        "FROM scratch AS imagepack-context-0",
                        "COPY .imagepack/0/ /",
                        "FROM there/base",
                        "COPY --from=imagepack-context-0 a.txt /",
                        "RUN --mount=from=imagepack-context-0,target=/m x");
    }

    @Test
    void anAddOfDirectoriesCopiesThemAndOneOfUnknownFilesIsRefused() throws Exception {
        assertThat(text("FROM base", "ADD . /a/")).contains("COPY --from=imagepack-context . /a/");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> text("FROM base", "ADD * /a/"))
                .withMessageStartingWith("Dockerfile:2: ADD * /a/ may unpack any file");
        assertThat(text("FROM base", "ADD *.txt /a/")).containsExactly("FROM there/base", "ADD *.txt /a/");
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws Exception {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        CommandRecipe recipe = bench.recipe("FROM base", "COPY . /a/", "RUN x");
        new SentFiles(recipe).tar(sent(recipe), 7).writeTo(one);
        CommandRecipe again = bench.recipe("FROM base", "COPY . /a/", "RUN x");
        new SentFiles(again).tar(sent(again), 7).writeTo(two);

        assertThat(one.toByteArray()).isEqualTo(two.toByteArray());
    }
}
