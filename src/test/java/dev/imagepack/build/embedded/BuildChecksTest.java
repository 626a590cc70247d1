package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.Checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What is found when a Dockerfile is made ready to be built, and what that leads to. */
class BuildChecksTest {

    private static final Path BASES =
            Path.of("src/test/resources/vectors/bases").toAbsolutePath();

    @TempDir
    Path home;

    private Scene scene;

    @BeforeEach
    void open() throws IOException {
        scene = new Scene(home);
        scene.file("a", "a");
        for (String base : List.of("tiny", "full", "onbuild")) {
            scene.contexts.put(base, new BaseImage.Saved(BASES.resolve(base), Optional.of("latest")));
        }
    }

    @AfterEach
    void close() throws IOException {
        scene.close();
    }

    /** The warnings, {@code 3 TheRule: what}. */
    private List<String> found(String... lines) throws IOException {
        scene.warnings.clear();
        scene.prepare(scene.dockerfile(lines));
        return warned();
    }

    private List<String> warned() {
        return scene.warnings.stream()
                .map(line -> line.replaceFirst("^app: Dockerfile:(\\d+): (.*?)\\. .* \\((\\w+)\\)$", "$1 $3: $2"))
                .toList();
    }

    @Test
    void aVariableHasToBeDefinedBeforeItIsUsed() throws IOException {
        assertThat(found(
                        "FROM scratch",
                        "LABEL a=$VERSION",
                        "ARG VERSION",
                        "ENV HOME_DIR=/srv",
                        "LABEL a=$VERSION b=${HOME_DIR} c=$HOMEDIR",
                        "ARG NEXT=$VERSON",
                        "USER $ME"))
                .containsExactly(
                        "2 UndefinedVar: $VERSION is not defined",
                        "5 UndefinedVar: $HOMEDIR is not defined (did you mean HOME_DIR?)",
                        "6 UndefinedVar: $VERSON is not defined (did you mean VERSION?)",
                        "7 UndefinedVar: $ME is not defined");
    }

    @Test
    void everyInstructionThatReplacesVariablesIsLookedAt() throws IOException {
        assertThat(found(
                        "FROM scratch",
                        "COPY --chown=1$A a$B /$C",
                        "ADD --chmod=644$D a /",
                        "COPY <<END /t",
                        "$E",
                        "END",
                        "COPY <<\"END\" /u",
                        "$LITERAL",
                        "END",
                        "VOLUME /$F",
                        "EXPOSE 80$G",
                        "STOPSIGNAL 9$H",
                        "WORKDIR /$I",
                        "CMD [\"$J\"]",
                        "ENTRYPOINT [\"$K\"]",
                        "HEALTHCHECK CMD echo $L"))
                .extracting(line -> line.replaceFirst(" is not.*", ""))
                .containsExactly(
                        "2 UndefinedVar: $B",
                        "2 UndefinedVar: $C",
                        "2 UndefinedVar: $A",
                        "3 UndefinedVar: $D",
                        "4 UndefinedVar: $E",
                        "10 UndefinedVar: $F",
                        "11 UndefinedVar: $G",
                        "12 UndefinedVar: $H",
                        "13 UndefinedVar: $I");
    }

    @Test
    void whatTheBaseSetsIsDefined() throws IOException {
        assertThat(found("FROM tiny", "ENV PATH=/opt:$PATH")).isEmpty();
        assertThat(found("FROM scratch", "ENV PATH=/opt:$PAHT"))
                .containsExactly("2 UndefinedVar: $PAHT is not defined (did you mean PATH?)");
    }

    @Test
    void aStageKnowsWhatTheStageBelowItDeclares() throws IOException {
        assertThat(found("FROM scratch AS base", "ARG A", "ENV B=1", "FROM base", "LABEL x=$A$B"))
                .isEmpty();
        assertThat(found("FROM scratch AS base", "ARG A", "FROM scratch", "COPY --from=base / /", "LABEL x=$A"))
                .singleElement()
                .asString()
                .startsWith("5 UndefinedVar");
    }

    @ParameterizedTest
    @ValueSource(strings = {"VERSION", "TARGETARCH"})
    void whatOnlyFromLinesKnowHasToBeDeclaredAgain(String name) throws IOException {
        assertThat(found("ARG VERSION=1", "FROM scratch", "LABEL a=$" + name))
                .containsExactly("3 UndefinedVar: $" + name + " is known to FROM lines only");
        assertThat(found("ARG VERSION=1", "FROM scratch", "ARG " + name, "LABEL a=$" + name))
                .isEmpty();
    }

    @Test
    void theFirstWorkdirIsAbsolute() throws IOException {
        assertThat(found("FROM tiny", "WORKDIR app", "WORKDIR sub"))
                .containsExactly("2 WorkdirRelativePath: WORKDIR app depends on the working directory of the base");
        assertThat(found("FROM tiny AS a", "WORKDIR /app", "FROM a", "WORKDIR sub"))
                .isEmpty();
        assertThat(found("FROM tiny", "ENV D=/app", "WORKDIR $D")).isEmpty();
    }

    @Test
    void commandsAreListsUnlessAShellWasChosen() throws IOException {
        assertThat(found("FROM scratch", "CMD run", "ENTRYPOINT run"))
                .containsExactly(
                        "2 JSONArgsRecommended: CMD starts its command in a shell, which keeps signals from it",
                        "3 JSONArgsRecommended: ENTRYPOINT starts its command in a shell, which keeps signals from it");
        assertThat(found("FROM scratch AS a", "SHELL [\"/bin/bash\", \"-c\"]", "FROM a", "CMD run"))
                .isEmpty();
        assertThat(found("FROM full", "CMD run")).isEmpty();
        assertThat(found("FROM scratch", "CMD [\"run\"]", "HEALTHCHECK CMD run"))
                .isEmpty();
    }

    @Test
    void exposedPortsAreThoseOfTheContainer() throws IOException {
        assertThat(found("FROM scratch", "ENV P=5000:5000", "EXPOSE 80/TCP 81/udp 127.0.0.1:82:82 $P :83 84"))
                .containsExactlyInAnyOrder(
                        "3 ExposeInvalidFormat: EXPOSE 5000:5000 names an address or a port of the host",
                        "3 ExposeInvalidFormat: EXPOSE 127.0.0.1:82:82 names an address or a port of the host",
                        "3 ExposeProtoCasing: EXPOSE 80/TCP has its protocol not in lower case");
    }

    @ParameterizedTest
    @CsvSource({"d/*, COPY d/* /x/", "d/*, COPY d/? /x/", "*, COPY . /x/", "**/*, ADD / /x/", "**, COPY ./ /x/"})
    void whatTheIgnoreFileLeavesOutCannotBeCopied(String pattern, String copy) throws IOException {
        scene.file("d/f", "f").file(".dockerignore", pattern + "\n");
        assertThat(found("FROM scratch", copy))
                .containsExactly("2 CopyIgnoredFile: " + copy.replaceFirst("^(\\w+) (\\S+) .*", "$1 takes $2")
                        + ", which the ignore file leaves out");
    }

    @ParameterizedTest
    @CsvSource({
        "d, COPY a /x/",
        ".*, COPY . /x/",
        "d, COPY --from=tiny etc /x/",
        "'d\n!d/f', COPY d/f /x/",
        "'d\n!d/f', COPY d /x/",
        "'', COPY d/f /x/"
    })
    void whatIsThereIsNoFinding(String patterns, String copy) throws IOException {
        scene.file("d/f", "f").file(".dockerignore", patterns + "\n");
        assertThat(found("FROM scratch", copy)).isEmpty();
    }

    @Test
    void fromLinesUseWhatIsDeclaredBeforeThem() throws IOException {
        assertThat(found("ARG TAG", "ARG IMAGE=tiny", "FROM ${IMAGE}${TAG}${IMAEG}"))
                .containsExactly("3 UndefinedArgInFrom: $IMAEG is not declared for FROM lines (did you mean IMAGE?)");
    }

    @Test
    void stagesThatAreNotBuiltAreCheckedByTheirFromLinesAndByTextOnly() throws IOException {
        assertThat(found(
                        "FROM scratch$X AS Unused",
                        "MAINTAINER me",
                        "LABEL a $A",
                        "ENV token=1",
                        "CMD run",
                        "CMD run",
                        "WORKDIR app",
                        "FROM scratch"))
                .containsExactly(
                        "1 StageNameCasing: the stage's name \"Unused\" is not in lower case",
                        "1 UndefinedArgInFrom: $X is not declared for FROM lines",
                        "2 MaintainerDeprecated: MAINTAINER is deprecated");
    }

    @Test
    void aBaseIsNamedWithoutBuildArgumentsToo() throws IOException {
        scene.buildArgs.put("IMAGE", "tiny");
        scene.buildArgs.put("STAGE", "base");
        assertThat(found(
                        "ARG IMAGE",
                        "ARG STAGE=Base",
                        "FROM $IMAGE AS base",
                        "FROM tiny$IMAGE AS other",
                        "FROM $STAGE"))
                .containsExactly(
                        "3 InvalidDefaultArgInFrom: FROM $IMAGE names no image unless build arguments are given");
        assertThat(found("ARG IMAGE=tiny:", "ARG STAGE", "FROM $IMAGE", "ARG STAGE"))
                .singleElement()
                .asString()
                .startsWith("3 InvalidDefaultArgInFrom");
        assertThat(found("ARG IMAGE", "ARG STAGE", "FROM ${IMAGE:?missing}", "ARG STAGE"))
                .isEmpty();
    }

    @Test
    void thePlatformOfAStageIsSaidForAReason() throws IOException {
        assertThat(found("FROM --platform=$TARGETPLATFORM tiny"))
                .containsExactly("1 RedundantTargetPlatform: --platform=$TARGETPLATFORM changes nothing");
        assertThat(found("FROM --platform=linux/amd64 tiny"))
                .containsExactly(
                        "1 FromPlatformFlagConstDisallowed: the stage is for linux/amd64, whatever the image is"
                                + " built for");
        assertThat(found("FROM --platform=linux/amd64 tiny AS my_amd64")).isEmpty();
        assertThat(found("FROM --platform=$BUILDPLATFORM tiny")).isEmpty();
        assertThat(found("FROM --platform=${TARGETOS}/${TARGETARCH} tiny")).isEmpty();
        assertThat(found("FROM --platform=$BULIDPLATFORM tiny AS unused", "FROM scratch"))
                .containsExactly(
                        "1 UndefinedArgInFrom: $BULIDPLATFORM is not declared for FROM lines (did you mean BUILDPLATFORM?)");
    }

    @Test
    void aBuildArgumentThatNobodyTakesIsASlip() throws IOException {
        scene.buildArgs.put("VERSON", "1");
        scene.buildArgs.put("HTTP_PROXY", "1");
        scene.prepare(scene.dockerfile("FROM scratch", "ARG VERSION"));
        assertThat(scene.warnings)
                .containsExactly("app: Dockerfile: no ARG takes the build argument VERSON (did you mean VERSION?)."
                        + " Correct its name, or leave it out. (UnusedBuildArg)");
    }

    @Test
    void triggersOfABaseAreNotTheUsersToMend() throws IOException {
        scene.file("trigger.txt", "t");
        assertThat(found("FROM scratch AS a", "ONBUILD WORKDIR $A", "ONBUILD CMD run", "FROM a"))
                .isEmpty();
    }

    @Test
    void aSecretsValueIsNotShown() throws IOException {
        scene.buildArgs.put("DIR", "hunter2");
        found("FROM scratch", "ENV password=hunter2", "ARG DIR", "WORKDIR $DIR");
        assertThat(scene.warnings).hasSizeGreaterThan(1).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void findingsAreShownBeforeAFault() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> found("ARG BASE=scratch", "FROM $BSAE", "COPY a /"))
                .withMessage("Dockerfile:2: FROM $BSAE comes out empty");
        assertThat(warned())
                .contains("2 UndefinedArgInFrom: $BSAE is not declared for FROM lines (did you mean BASE?)");
    }

    @Test
    void aFaultIsShownWithWhatWasFoundBeforeItEvenIfFindingsFail() {
        scene.checks = Checks.FAIL;
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> found("FROM scratch", "COPY gone$X /"))
                .withMessageStartingWith("Dockerfile:2: 'gone' is not in the context");
        assertThat(warned()).containsExactly("2 UndefinedVar: $X is not defined");
    }

    @Test
    void aRunThatReusesTheImageWarnsAgain() throws IOException {
        scene.build(scene.dockerfile("FROM scratch", "LABEL a=$A"));
        scene.build(scene.dockerfile("FROM scratch", "LABEL a=$A"));
        assertThat(scene.warnings).hasSize(2).allMatch(line -> line.endsWith("(UndefinedVar)"));
    }

    @Test
    void offFindsNothingWhateverTheFileWants() throws IOException {
        scene.checks = Checks.OFF;
        assertThat(found("# check=error=true", "FROM scratch", "LABEL a=$A")).isEmpty();
    }

    @Test
    void failStopsWithAllFindings() {
        scene.checks = Checks.FAIL;
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> found("FROM scratch", "LABEL a=$A", "MAINTAINER me"))
                .withMessage("Dockerfile does not pass the build checks:"
                        + "\n- Dockerfile:2: $A is not defined. Declare it with ARG, or set it with ENV, above in the same"
                        + " stage. (UndefinedVar)"
                        + "\n- Dockerfile:3: MAINTAINER is deprecated. Write LABEL org.opencontainers.image.authors=\"…\"."
                        + " (MaintainerDeprecated)")
                .satisfies(e -> assertThat(e.advice()).contains("# check=skip=RULE"));
        assertThat(scene.warnings).isEmpty();
    }

    @Test
    void failPassesATidyFile() throws IOException {
        scene.checks = Checks.FAIL;
        assertThat(found("# check=skip=MaintainerDeprecated", "FROM scratch", "MAINTAINER me"))
                .isEmpty();
    }

    @Test
    void aFileMayAskForFailureItself() {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> found("# check=error=true", "FROM scratch", "LABEL a=$A"))
                .withMessageContaining("\n- Dockerfile:3: $A is not defined");
    }

    @Test
    void aBuildArgumentReplacesTheDirective() throws IOException {
        scene.buildArgs.put("BUILDKIT_DOCKERFILE_CHECK", "skip=all");
        assertThat(found("# check=error=true", "FROM scratch", "LABEL a=$A")).isEmpty();
        scene.buildArgs.put("BUILDKIT_DOCKERFILE_CHECK", "nothing");
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> found("FROM scratch"))
                .withMessage("the build argument BUILDKIT_DOCKERFILE_CHECK is 'nothing'");
    }

    @Test
    void theSwitchChangesNeitherImageNorKey() throws IOException {
        String[] lines = {"FROM tiny", "COPY a /", "WORKDIR app", "CMD run $X"};
        Scene.Built warned = scene.build(scene.dockerfile(lines));
        SortedMap<String, String> key = scene.inputs(scene.dockerfile(lines));
        scene.checks = Checks.OFF;
        assertThat(scene.build(scene.dockerfile(lines)).image()).isEqualTo(warned.image());
        assertThat(scene.inputs(scene.dockerfile(lines))).isEqualTo(key);
        assertThat(scene.warnings).isNotEmpty();
    }
}
