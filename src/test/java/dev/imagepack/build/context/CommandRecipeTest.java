package dev.imagepack.build.context;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildBase;
import dev.imagepack.build.BuildLog;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.cache.Cache;
import dev.imagepack.cache.CacheInputs;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.RunOptions;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;
import dev.imagepack.registry.Registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommandRecipeTest {

    private static final Registry NO_REGISTRY = (reference, platform) -> {
        throw new ImagepackException(reference.familiar() + ": no registry has it", "Name another.");
    };

    @TempDir
    Path home;

    private Path module;
    private Cache cache;
    private final SortedMap<String, String> buildArgs = new TreeMap<>();
    private final SortedMap<String, BaseImage> contexts = new TreeMap<>();
    private RunOptions run = RunOptions.NONE;
    private UsedBases.Elsewhere engine = (reference, platform) -> Optional.empty();

    @BeforeEach
    void open() throws IOException {
        module = Files.createDirectory(home.resolve("module"));
        cache = Cache.open(home.resolve("cache"));
        for (String file : List.of("target/app-1.jar", "target/notes.txt", "src/Main.java", "other/b.txt")) {
            Path path = module.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
        }
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
    }

    private CommandRecipe read(String... lines) throws IOException {
        DockerfileRecipe recipe = new DockerfileRecipe(
                new DockerfileRecipe.Inline(String.join("\n", lines) + "\n", "Dockerfile"),
                module,
                Optional.empty(),
                buildArgs,
                contexts,
                Checks.OFF,
                run);
        ImageSpec spec = new ImageSpec(
                new Alias("app"),
                List.of(),
                recipe,
                new BuilderChoice.Local(),
                Platform.LINUX_AMD64,
                UpstreamMatch.NOTHING,
                UpstreamDescriptors.REGISTRY,
                false,
                true,
                Compression.NONE,
                new TreeMap<>(),
                new TreeMap<>());
        BuildRequest request = new BuildRequest(
                spec, Map.of(), module, Set.of(), Instant.EPOCH, cache, Runnable::run, BuildLog.SILENT);
        return CommandRecipe.read(request, recipe, new UsedBases(request, NO_REGISTRY, engine));
    }

    private List<String> files(String... lines) throws IOException {
        List<String> names = new ArrayList<>(read(lines).inputs().values().keySet());
        names.removeIf(name -> !name.matches("(target|src|other|\\./?).*"));
        return names;
    }

    @Test
    void onlyFilesThatAreCopiedAreInputsWhateverVariablesNameThem() throws IOException {
        buildArgs.put("JAR", "app-1.jar");

        assertThat(files("FROM scratch", "ARG JAR", "ENV DIR=target", "COPY ${DIR}/$JAR /", "RUN x"))
                .containsExactly("target/app-1.jar");
    }

    @Test
    void anImageWithoutFilesIsRefusedAndOneThatMayHaveSomeIsNot() throws IOException {
        String refusal =
                "the image has no files, as no COPY, ADD or RUN follows FROM scratch, and x hands over no such image";

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> read("FROM scratch").requireFiles("x"))
                .withMessage("Dockerfile:1: " + refusal)
                .satisfies(e -> assertThat(e.advice()).contains("<builder>embedded</builder>"));
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> read("FROM scratch AS a", "ENV A=1", "FROM scratch", "COPY src /", "FROM a", "USER 1")
                        .requireFiles("x"))
                .withMessage("Dockerfile:5: " + refusal);
        read("FROM scratch", "COPY src /").requireFiles("x");
        read("FROM scratch AS a", "ADD src /", "FROM a", "ENV A=1").requireFiles("x");
        read("FROM scratch AS a", "ONBUILD COPY src /", "FROM a").requireFiles("x");
        engine = (reference, platform) -> Optional.of(
                new UsedBases.Elsewhere.Found("sha256:" + "a".repeat(64), ContainerConfig.EMPTY, List.of()));
        read("FROM only-there", "ENV A=1").requireFiles("x");
    }

    @Test
    void aBaseThatOnlyAnEngineHasSaysWhyNoRegistryGivesIt() throws IOException {
        DiffId layer = DiffId.parse("sha256:" + "b".repeat(64));
        engine = (reference, platform) -> Optional.of(
                new UsedBases.Elsewhere.Found("sha256:" + "a".repeat(64), ContainerConfig.EMPTY, List.of(layer)));
        BuildBase base =
                read("FROM registry.example/only-there", "RUN x").base().builtOn();

        assertThat(base.written()).isEqualTo("registry.example/only-there");
        assertThat(base.name()).map(ImageRef::name).contains("registry.example/only-there");
        assertThat(base.hindrance()).startsWith("only the engine has it (").endsWith(")");
        assertThat(base.diffIds()).containsExactly(layer);
    }

    @Test
    void aMountOfTheContextIsAnInputAndOneOfTheCacheIsNone() throws IOException {
        assertThat(files("FROM scratch", "RUN --mount=source=src,target=/src --mount=type=cache,target=/c make"))
                .containsExactly("src/", "src/Main.java");
        assertThat(files("FROM scratch", "RUN --mount=target=/src make")).contains("other/b.txt", "src/Main.java");
    }

    /** @param secret its id, and a value */
    private CacheInputs inputs(List<String> cacheFrom, String secret, String value) throws IOException {
        Path file = Files.writeString(home.resolve("secret"), value);
        run = new RunOptions(
                false,
                new TreeMap<>(),
                RunOptions.Network.DEFAULT,
                cacheFrom.stream().map(ImageRef::parse).toList(),
                new TreeMap<>(Map.of(secret, new RunOptions.SecretFile(file))));
        return read("FROM scratch", "RUN --mount=type=secret,id=one x").inputs();
    }

    @Test
    void neitherTheValueOfASecretNorACacheOfOthersIsAnInput() throws IOException {
        CacheInputs before = inputs(List.of(), "one", "a");

        assertThat(inputs(List.of("registry.example/cache:1"), "one", "b")).isEqualTo(before);
        assertThat(inputs(List.of(), "two", "a")).isNotEqualTo(before);
    }

    @Test
    void stagesThatAreNotNeededHaveNoInputs() throws IOException {
        assertThat(files("FROM scratch AS test", "COPY src /src", "FROM scratch", "COPY other/ /o", "RUN x"))
                .containsExactly("other/", "other/b.txt");
    }

    @Test
    void anImageThatOnlyTheEngineHasIsKnownByItsIdWithItsVariablesAndTriggers() throws IOException {
        ContainerConfig container =
                ContainerConfig.EMPTY.with(change -> change.env("WHAT", "src").onBuild(List.of("COPY other /o")));
        engine = (reference, platform) ->
                Optional.of(new UsedBases.Elsewhere.Found("sha256:" + "a".repeat(64), container, List.of()));
        CommandRecipe recipe = read("FROM mine", "COPY $WHAT/ /x", "RUN x");

        assertThat(recipe.inputs().values())
                .containsEntry("FROM mine", "sha256:" + "a".repeat(64))
                .containsKeys("src/Main.java", "other/b.txt")
                .doesNotContainKey("target/notes.txt");
        assertThat(recipe.base().isOnlyAtEngine()).isTrue();
        assertThat(recipe.base().pinned()).isEmpty();
    }

    @Test
    void aBaseThatNobodyHasIsAFaultOfItsLine() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> read("FROM scratch", "COPY --from=nobody/knows:1 /a /b"))
                .withMessage("Dockerfile:2: nobody/knows:1: no registry has it");
    }

    @Test
    void aMissingFileIsAFaultBeforeAnythingRuns() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> read("FROM scratch", "COPY absent /", "RUN x"))
                .withMessage("Dockerfile:2: 'absent' is not in the context .");
    }

    @Test
    void aDirectoryAsAFurtherContextIsAnInputByWhatIsTakenOfIt() throws IOException {
        contexts.put("more", new BaseImage.Directory(module.resolve("other")));
        CommandRecipe recipe = read("FROM scratch", "COPY --from=more b.txt /", "RUN x");

        assertThat(recipe.directories()).containsOnlyKeys("more");
        assertThat(recipe.inputs().values())
                .containsEntry("context more", "other")
                .containsKey("other/b.txt");
    }

    @Test
    void whatTheIgnoreFileOfAFurtherContextLeavesOutIsNotThere() throws IOException {
        Files.writeString(module.resolve("other/.dockerignore"), "b.txt\n");
        contexts.put("more", new BaseImage.Directory(module.resolve("other")));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> read("FROM scratch", "COPY --from=more b.txt /", "RUN x"))
                .withMessage("Dockerfile:2: 'b.txt' is excluded from the context other by its ignore file");
    }

    @Test
    void triggersOfAnEarlierStageRunInTheOneThatContinuesIt() throws IOException {
        CommandRecipe recipe = read("FROM scratch AS base", "ONBUILD COPY src /src", "ONBUILD RUN make", "FROM base");

        assertThat(recipe.uses())
                .singleElement()
                .satisfies(use -> assertThat(use.ofBase()).isTrue());
    }

    @Test
    void whetherAPatternTakesANameOfTheRootIsKnown() throws IOException {
        assertThat(takes("COPY . /a", ".x")).isTrue();
        assertThat(takes("COPY *r* /a/", ".r")).isTrue();
        assertThat(takes("COPY *r* /a/", ".x")).isFalse();
        assertThat(takes("COPY target/*.jar /a/", ".jar")).isFalse();
        assertThat(takes("COPY --parents **/*.jar /a/", ".x")).isTrue();
        assertThat(takes("RUN --mount=target=/src make", ".x")).isTrue();
    }

    private boolean takes(String instruction, String name) throws IOException {
        return read("FROM scratch", instruction).uses().get(0).takes(name);
    }

    @Test
    void aByteOrderMarkIsGoneWhereLinesMayBePutBeforeTheFirst() throws IOException {
        byte[] edited = EditedDockerfile.of(read("\uFEFFFROM scratch", "RUN a"), base -> "", false)
                .bytes();

        assertThat(new String(edited, StandardCharsets.UTF_8)).isEqualTo("FROM scratch\nRUN a\n");
    }

    @Test
    void itsImagesCanBeGivenOtherNamesAndNothingElseChanges() throws IOException {
        engine = (reference, platform) -> Optional.of(
                new UsedBases.Elsewhere.Found("sha256:" + "a".repeat(64), ContainerConfig.EMPTY, List.of()));
        buildArgs.put("BASE", "tools");
        CommandRecipe recipe = read(
                "ARG BASE",
                "FROM ${BASE} \\",
                "  AS made",
                "RUN --mount=type=bind,from=tools,target=/t run --from=tools from=tools",
                "RUN --network=none \\",
                "  # --mount=from=tools",
                "  --mount='from=tools,type=bind,target=/a b' --mount=target=/u,source=/from=tools,FROM=tools:2 \\",
                "  run --mount=from=tools,target=/t",
                "RUN --mount=from=tools,target=/t <<EOF",
                "  run --mount=from=tools,target=/t",
                "EOF",
                "FROM never AS unused",
                "FROM scratch",
                "COPY --from=made /a /b",
                "COPY --chmod=600 --from=tools:2 \\",
                "  /tools:2 /c",
                "COPY --from=0 /d /e");

        String renamed = new String(
                EditedDockerfile.of(recipe, base -> "id-" + base.written(), false)
                        .bytes(),
                StandardCharsets.UTF_8);

        assertThat(renamed.lines())
                .containsExactly(
                        "ARG BASE",
                        "FROM id-tools AS made",
                        "",
                        "RUN --mount=type=bind,from=id-tools,target=/t run --from=tools from=tools",
                        "RUN --network=none \\",
                        "  # --mount=from=id-tools",
                        "  --mount='from=id-tools,type=bind,target=/a b'"
                                + " --mount=target=/u,source=/from=tools,FROM=id-tools:2 \\",
                        "  run --mount=from=tools,target=/t",
                        "RUN --mount=from=id-tools,target=/t <<EOF",
                        "  run --mount=from=tools,target=/t",
                        "EOF",
                        "FROM never AS unused",
                        "FROM scratch",
                        "COPY --from=made /a /b",
                        "COPY --chmod=600 --from=id-tools:2 \\",
                        "  /tools:2 /c",
                        "COPY --from=0 /d /e");
    }

    @Test
    void filesThatNoNeededStageTakesAreNotUsed() throws IOException {
        CommandRecipe recipe = read(
                "FROM scratch AS unused",
                "COPY other /other/",
                "FROM scratch",
                "COPY target/app-*.jar /app/",
                "RUN --mount=type=bind,source=src,target=/src [\"/tool\"]");

        FileTree used = UsedFiles.of(recipe);

        assertThat(used.find("target/app-1.jar")).isPresent();
        assertThat(used.find("src/Main.java")).isPresent();
        assertThat(used.find("target/notes.txt")).isEmpty();
        assertThat(used.find("other")).isEmpty();
        assertThat(UsedFiles.of(read("FROM scratch", "COPY . /", "RUN [\"/tool\"]"))
                        .find("other/b.txt"))
                .isPresent();
    }

    @Test
    void aNameThatIsNotInOnePieceIsAFaultAndNotTakenAsItIs() throws IOException {
        engine = (reference, platform) -> Optional.of(
                new UsedBases.Elsewhere.Found("sha256:" + "a".repeat(64), ContainerConfig.EMPTY, List.of()));
        CommandRecipe recipe = read("FROM scratch", "COPY --from=to\\ols /a /b");

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> EditedDockerfile.of(recipe, base -> "id-" + base.written(), false))
                .withMessageStartingWith("Dockerfile:2: the name tools after from= cannot be replaced");
    }
}
