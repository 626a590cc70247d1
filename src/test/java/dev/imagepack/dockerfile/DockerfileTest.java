package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DockerfileTest {

    private static final String NAME = "src/main/docker/Dockerfile";

    @Test
    void stagesHoldTheirInstructionsInOrder() {
        Dockerfile file = parse("ARG V=1\nFROM base:$V AS One\nENV a=b\nUSER x\nFROM --platform=$P one\nWORKDIR /w\n");

        assertThat(file.name()).isEqualTo(NAME);
        assertThat(file.globalArgs()).hasSize(1);
        Stage first = file.stages().get(0);
        assertThat(first.base()).isEqualTo("base:$V");
        assertThat(first.name()).contains("one");
        assertThat(first.platform()).isEmpty();
        assertThat(first.instructions()).hasExactlyElementsOfTypes(Instruction.Env.class, Instruction.User.class);
        Stage second = file.stages().get(1);
        assertThat(second.index()).isEqualTo(1);
        assertThat(second.line()).isEqualTo(5);
        assertThat(second.name()).isEmpty();
        assertThat(second.platform()).contains("$P");
        assertThat(second.source().text()).isEqualTo("FROM --platform=$P one");
    }

    @Test
    void anInstructionKnowsItsPlaceItsTextAndTheCommentsAboveIt() {
        Dockerfile file = parse("FROM a\n# why\n\nenv  A=1 \\\n  # inside\n  B=2  \nUSER x\n");

        Instruction env = file.stages().get(0).instructions().get(0);
        assertThat(env.location()).isEqualTo(new Location(NAME, 4, 6));
        assertThat(env.original()).isEqualTo("env  A=1   B=2");
        assertThat(env.source().keyword()).isEqualTo("env");
        assertThat(env.source().comments()).containsExactly("why");
        assertThat(env.location()).hasToString(NAME + ":4");
    }

    @Test
    void directivesStandAtTheHead() {
        Dockerfile file =
                parse("# syntax = docker/dockerfile:1 \n#EsCaPe=`\n# check=skip=all\nFROM a\nENV a=b `\n c=d\n");

        assertThat(file.syntax()).contains("docker/dockerfile:1");
        assertThat(file.checks().skipped()).containsExactly("all");
        assertThat(file.escape()).isEqualTo('`');
        assertThat(((Instruction.Env) only(file)).pairs()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"# a comment\n# escape=`\n", "\n# escape=`\n", "# other=1\n# escape=`\n", "# escape=\n"})
    void whatIsNoDirectiveEndsTheHead(String head) {
        assertThat(parse(head + "FROM a\n").escape()).isEqualTo('\\');
    }

    @Test
    void aDirectiveMayStandOnlyOnce() {
        assertFault("# escape=`\n# escape=`\nFROM a\n", 2, "the directive \"escape\" stands here a second time");
        assertFault("# syntax=a\n# syntax=b\nFROM a\n", 2, "the directive \"syntax\" stands here a second time");
        assertFault("# escape=x\nFROM a\n", 1, "the directive \"escape\" is \"x\"");
    }

    @Test
    void markAndLineEndsOfOtherSystemsMakeNoDifference() {
        Dockerfile plain = parse("FROM a\nENV a=1 \\\n b=2\n");
        Dockerfile windows = parse("\uFEFFFROM a\r\nENV a=1 \\\r\n b=2\r\n");

        assertThat(windows.stages()).isEqualTo(plain.stages());
    }

    @Test
    void theFirstBlankLineInAnInstructionIsKept() {
        Dockerfile file = parse("FROM a\nENV a=1 \\\n\n\n b=2\n");

        assertThat(file.blankLines()).containsExactly(Location.of(NAME, 3));
        assertThat(((Instruction.Env) only(file)).pairs()).hasSize(2);
    }

    @Test
    void anEscapedEscapeAtTheEndOfALineContinuesNothing() {
        Dockerfile file = parse("FROM a\nLABEL x=1\\\\\nUSER y\n");

        assertThat(file.stages().get(0).instructions()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the file has no instruction",
                "# only a comment|the file has no instruction",
                "ARG a=1|the file has no FROM",
                "USER x|USER stands before the first FROM",
                "FROM|FROM has 0 words after it",
                "FROM a # b|FROM has 3 words after it",
                "FROM a AS|FROM has 2 words after it",
                "FROM a AS 1b|FROM names its stage \"1b\"",
                "FROM a AS b/c|FROM names its stage \"b/c\"",
                "FROM --platform a|FROM has the flag --platform without a value",
                "FROM --plaform=b a|FROM has the unknown flag \"--plaform\"",
                "FORM a|\"FORM\" is no instruction"
            })
    void aFileWithoutProperStagesIsRefused(String text, String message) {
        assertFault(text, 1, message);
    }

    @Test
    void aTypingErrorIsAnsweredWithTheWordThatWasMeant() {
        assertThat(fault("FROM a\nWORKIDR /x\n").advice()).isEqualTo("Did you mean WORKDIR?");
        assertThat(fault("FROM a\nCOPY --chowm=1 a b\n").advice()).startsWith("Did you mean --chown?");
        assertThat(fault("FROM a\nFROBNICATE x\n").advice()).contains("ADD, ARG, CMD");
    }

    @Test
    void aContinuationThatContinuesNothingIsNoInstruction() {
        assertFault("FROM a\n\\\n", 2, "\"\" is no instruction");
        assertThat(parse("FROM a\nUSER x \\\n").stages().get(0).instructions()).hasSize(1);
    }

    @Test
    void linesThatCountMustBeUtf8() {
        byte[] text = "# caf\u00E9\nFROM a\nUSER \u00E9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> Dockerfile.parse(NAME, text)).hasMessage(NAME + ":3: the line is not UTF-8 text");
    }

    @Test
    void aCommentMayBeInAnyEncoding() {
        byte[] text = "# caf\u00E9\nFROM a\n# caf\u00E9\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(Dockerfile.parse(NAME, text).stages()).hasSize(1);
    }

    @Test
    void aLineMayHaveAsManyBytesAsInBuildKit() {
        String longest = "#" + "x".repeat(65534);

        assertThat(parse(longest + "\nFROM a\n").stages()).hasSize(1);
        assertThat(parse("FROM a\n" + longest).stages()).hasSize(1);
        assertFault("FROM a\n" + longest + "x\n", 2, "the line has 65536 bytes, at most 65535 are allowed");
        assertFault("FROM a\n" + longest + "x", 2, "the line has 65536 bytes, at most 65535 are allowed");
    }

    @Test
    void aFileThatIsNoDockerfileBySizeIsRefused() {
        String line = "# " + "x".repeat(1021) + "\n";

        assertThat(parse("FROM a\n" + line.repeat(1023)).stages()).hasSize(1);
        assertFault("FROM a\n" + line.repeat(1024), 1, "at most 1048576 are read");
        assertThat(parse("FROM a\n" + "USER x\n".repeat(9_999)).stages()).hasSize(1);
        assertFault("FROM a\n" + "USER x\n".repeat(10_000), 10_001, "the file has more than 10000 instructions");
    }

    @Test
    void readingTwiceGivesTheSame() {
        String text = "ARG a\nFROM b AS c\nCOPY --exclude=x <<A <<-B /d\n1\nA\n\t2\nB\nEXPOSE 2 1\nHEALTHCHECK NONE\n";

        assertThat(parse(text)).isEqualTo(parse(text));
    }

    private static Instruction only(Dockerfile file) {
        List<Instruction> instructions = file.stages().get(0).instructions();
        assertThat(instructions).hasSize(1);
        return instructions.get(0);
    }

    private static Dockerfile parse(String text) {
        return Dockerfile.parse(NAME, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ImagepackException fault(String text) {
        return Optional.ofNullable(catchThrowableOfType(ImagepackException.class, () -> parse(text)))
                .orElseThrow(() -> new AssertionError("accepted: " + text));
    }

    private static void assertFault(String text, int line, String message) {
        assertThat(fault(text)).hasMessageStartingWith(NAME + ":" + line + ": ").hasMessageContaining(message);
        assertThat(fault(text).advice()).isNotBlank();
    }
}
