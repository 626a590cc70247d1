package dev.imagepack.dockerfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.imagepack.dockerfile.CheckTexts.file;
import static org.assertj.core.api.Assertions.assertThat;

class FileChecksTest {

    private static final String ASK = "# check=experimental=InvalidDefinitionDescription";

    @Test
    void aTidyFileGivesNoFinding() {
        assertThat(file(
                        "# syntax=docker/dockerfile:1",
                        "ARG BASE=scratch",
                        "# about the next stage",
                        "FROM $BASE AS files",
                        "COPY a \\",
                        "  # a comment",
                        "  /",
                        "FROM files",
                        "CMD [\"/a\"]"))
                .isEmpty();
        assertThat(file("from scratch as files", "copy a /", "cmd [\"/a\"]")).isEmpty();
    }

    @Test
    void aBlankLineInAnInstructionIsFoundWhereItStands() {
        assertThat(file("FROM scratch", "LABEL a=1 \\", "  b=2 \\", "", "", "  c=3"))
                .containsExactly("4 NoEmptyContinuation: a blank line stands in the middle of an instruction");
    }

    @Test
    void instructionsAreMeasuredByTheMajority() {
        assertThat(file("FROM scratch", "user 1", "USER 2"))
                .containsExactly(
                        "2 ConsistentInstructionCasing: user is not in upper case, as most instructions here" + " are");
        assertThat(file("from scratch", "user 1", "USER 2"))
                .containsExactly(
                        "3 ConsistentInstructionCasing: USER is not in lower case, as most instructions here" + " are");
        assertThat(file("FROM scratch", "Onbuild user 1", "USER 2"))
                .singleElement()
                .asString()
                .startsWith("2 ConsistentInstructionCasing: Onbuild");
    }

    @Test
    void asManyOfEachMakeUpperCaseTheRule() {
        assertThat(file("FROM scratch", "user 1")).singleElement().asString().startsWith("2 ");
        assertThat(file("From scratch", "User 1")).hasSize(2);
    }

    @Test
    void argsBeforeTheFirstFromDoNotCount() {
        assertThat(file("arg A=1", "arg B=1", "FROM scratch")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "FROM scratch as a, as is not in the case of FROM",
        "from scratch AS a, AS is not in the case of from",
        "FROM scratch As a, As is not in the case of FROM"
    })
    void asIsWrittenLikeFrom(String from, String what) {
        assertThat(file(from)).containsExactly("1 FromAsCasing: " + what);
    }

    @Test
    void ofAMixedFromNothingIsAskedButToBeOneOrTheOther() {
        assertThat(file("From scratch as a"))
                .singleElement()
                .asString()
                .startsWith("1 ConsistentInstructionCasing: From");
    }

    @Test
    void namesOfStagesAreLowerCaseUniqueAndNotReserved() {
        assertThat(file(
                        "FROM scratch AS Base",
                        "FROM scratch AS base",
                        "FROM scratch AS context",
                        "FROM scratch AS scratch",
                        "FROM scratch \\",
                        " AS other"))
                .containsExactly(
                        "1 StageNameCasing: the stage's name \"Base\" is not in lower case",
                        "2 DuplicateStageName: an earlier stage is called \"base\" too",
                        "3 ReservedStageName: the stage is called context, which means something else",
                        "4 ReservedStageName: the stage is called scratch, which means something else");
    }

    @Test
    void theAuthorIsALabel() {
        assertThat(file("FROM scratch", "MAINTAINER me"))
                .containsExactly("2 MaintainerDeprecated: MAINTAINER is deprecated");
    }

    @Test
    void descriptionsAreCheckedForThoseWhoAsk() {
        String[] file = {
            "#", "# wrong words", "ARG A=1", "#", "# Files are here", "FROM scratch AS files", "# B is", "ARG B C"
        };
        assertThat(file(file)).isEmpty();
        file[0] = ASK;
        assertThat(file(file))
                .containsExactly(
                        "3 InvalidDefinitionDescription: the comment above ARG does not begin with A",
                        "6 InvalidDefinitionDescription: the comment above FROM does not begin with files");
    }

    @Test
    void onlyTheLastCommentDescribesAndAnEmptyOneSeparates() {
        assertThat(file(
                        ASK,
                        "# words",
                        "# A is described",
                        "ARG A",
                        "# words",
                        "#",
                        "FROM scratch AS files",
                        "# words",
                        "USER 1"))
                .isEmpty();
        assertThat(file(ASK, "FROM scratch", "# words", "# check=skip=UndefinedVar because", "ARG A"))
                .singleElement()
                .asString()
                .startsWith("5 InvalidDefinitionDescription");
    }
}
