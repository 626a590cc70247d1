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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.NoEngineException;
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

    private void checkTrigger(String from, String... lines) throws Exception {
        Path layout =
                HandMadeImage.triggering("COPY --from=" + from + " a.txt /b").layout(home.resolve("trigger"));
        bench.contexts.put("trigger", new BaseImage.Saved(layout, Optional.empty()));
        CommandRecipe recipe = bench.recipe(lines);
        Refusals.checkTriggers(recipe, new SentFiles(recipe));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "more"})
    void whatATriggerTakesAndTheEngineMayTakeForAnotherImageIsRefused(String from) {
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() -> checkTrigger(from, "FROM trigger", "RUN x"))
                .withMessageStartingWith(
                        "Dockerfile:1: the base's trigger COPY --from=" + from + " a.txt /b takes files");
    }

    @Test
    void aTriggerMayTakeFromAStageUnlessItsNumberIsAnotherOneThen() throws Exception {
        checkTrigger("one", "FROM base AS one", "FROM trigger", "COPY --from=one /c /d");
        checkTrigger("0", "FROM base AS one", "FROM trigger", "COPY --from=one /c /d");
        assertThatExceptionOfType(NoEngineException.class)
                .isThrownBy(() ->
                        checkTrigger("0", "FROM base AS one", "COPY . /a/", "FROM trigger", "COPY --from=one /c /d"));
    }

    @Test
    void aStageThatOnlyATriggerWantsIsRefused() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> checkTrigger("one", "FROM base AS one", "RUN x", "FROM trigger"))
                .withMessageStartingWith(
                        "Dockerfile:3: a trigger of the base takes files from stage one, which nothing");
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
