package dev.imagepack.dockerfile;

import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static dev.imagepack.dockerfile.CheckTexts.file;
import static dev.imagepack.dockerfile.CheckTexts.lastStage;
import static dev.imagepack.dockerfile.CheckTexts.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FindingsTest {

    private static final String MAINTAINER = "MaintainerDeprecated";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "skip=all",
                "skip=MaintainerDeprecated",
                "skip=StageNameCasing, MaintainerDeprecated ;error=false",
                "error=true; skip=all"
            })
    void theDirectiveLeavesRulesOut(String options) {
        assertThat(file("# check=" + options, "FROM scratch", "MAINTAINER me")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip=maintainerdeprecated", "skip=StageNameCasing", "skip=NoSuchRule", "error=1"})
    void whatItDoesNotNameStays(String options) {
        assertThat(file("# check=" + options, "FROM scratch", "MAINTAINER me")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "skip", "error=maybe", "skip=all;warn=true", "skip=all,error=true;x"})
    void aMalformedDirectiveIsRefused(String options) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> parse("# syntax=x", "# check=" + options, "FROM scratch"))
                .withMessageStartingWith("Dockerfile:2: the directive \"check\" is \"");
    }

    @Test
    void aCommentAboveAnInstructionHoldsForItAlone() {
        assertThat(lastStage(
                        "FROM scratch",
                        "# check=skip=SecretsUsedInArgOrEnv // it is the name of a key on the keyboard",
                        "# another comment",
                        "ENV key=enter",
                        "ENV next_key=escape"))
                .singleElement()
                .asString()
                .startsWith("5 SecretsUsedInArgOrEnv");
        assertThat(file("FROM scratch", "# Check = skip=StageNameCasing", "MAINTAINER me"))
                .hasSize(1);
        assertThat(file("FROM scratch", "# Check = skip=" + MAINTAINER, "MAINTAINER me"))
                .isEmpty();
        assertThat(file("FROM scratch", "# check=skip=all", "FROM scratch as A"))
                .isEmpty();
    }

    @Test
    void aMalformedCommentIsJustAComment() {
        assertThat(file("FROM scratch", "# check=what it says", "MAINTAINER me"))
                .hasSize(1);
    }

    @Test
    void experimentalRulesAreAskedForAndThenNotSkipped() {
        String[] lines = {"# check=skip=all;experimental=all", "FROM scratch", "# words", "ARG A"};
        assertThat(file(lines)).hasSize(1);
        lines[0] = "# check=skip=all";
        assertThat(file(lines)).isEmpty();
        assertThat(file("FROM scratch", "# words", "# check=experimental=InvalidDefinitionDescription", "ARG A"))
                .hasSize(1);
    }

    @Test
    void otherOptionsCanTakeThePlaceOfTheDirective() {
        Dockerfile file = parse("# check=skip=all", "FROM scratch", "MAINTAINER me");
        Findings findings = new Findings(file, CheckOptions.parse("error=true").orElseThrow());
        FileChecks.check(file, findings);
        assertThat(findings.list()).hasSize(1);
        assertThat(findings.failing()).isTrue();
    }

    @Test
    void onlyAFindingMakesAFileFailThatWantsTo() {
        Dockerfile file = parse("# check=error=true", "FROM scratch");
        Findings findings = new Findings(file);
        assertThat(findings.failing()).isFalse();
        findings.add(Check.UNUSED_BUILD_ARG, Location.of("Dockerfile", 0), "x");
        assertThat(findings.failing()).isTrue();
    }

    @Test
    void eachThingIsSaidOnceAndInTheOrderOfTheFile() {
        Findings findings = new Findings(parse("FROM scratch"));
        for (int line : new int[] {3, 1, 3}) {
            findings.add(Check.UNDEFINED_VAR, Location.of("Dockerfile", line), "x");
        }
        assertThat(CheckTexts.texts(findings)).containsExactly("1 UndefinedVar: x", "3 UndefinedVar: x");
    }

    @Test
    void aWordThatIsNearIsSuggested() {
        Findings findings = new Findings(parse("FROM scratch"));
        findings.addMisspelt(Check.UNDEFINED_VAR, Location.of("f", 1), "$PAHT", "PAHT", Set.of("PATH", "HOME"));
        findings.addMisspelt(Check.UNDEFINED_VAR, Location.of("f", 2), "$ELSE", "ELSE", Set.of("PATH", "HOME"));
        assertThat(CheckTexts.texts(findings))
                .containsExactly("1 UndefinedVar: $PAHT (did you mean PATH?)", "2 UndefinedVar: $ELSE");
    }

    @Test
    void moreThanAnybodyReadsIsNotCollected() {
        Findings findings = new Findings(parse("FROM scratch"));
        IntStream.range(0, Findings.MOST + 10)
                .forEach(i -> findings.add(Check.UNDEFINED_VAR, Location.of("f", 1), "x" + i));
        assertThat(findings.list()).hasSize(Findings.MOST);
    }

    @Test
    void aFindingTellsPlaceRuleAndWhatToDo() {
        Finding finding = new Finding(Check.STAGE_NAME_CASING, Location.of("docker/Dockerfile", 3), "it is odd");
        assertThat(finding)
                .hasToString("docker/Dockerfile:3: it is odd. Write the name in lower case. (StageNameCasing)");
    }
}
