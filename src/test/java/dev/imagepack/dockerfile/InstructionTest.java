package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.testing.Vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InstructionTest {

    private static final Location FROM = Location.of("Dockerfile", 3);

    @TestFactory
    Stream<DynamicTest> upstreamInstructionsReadAsInBuildKit() {
        return Vectors.eachThirdParty("instructions", node -> {
            String text = node.path("dockerfile").asText();
            if (node.has("errorContains")) {
                assertThatThrownBy(() -> read(text)).isInstanceOf(ImagepackException.class);
                return;
            }
            JsonNode expected = node.path("expect");
            Transfer files = ((Instruction.Copy) read(text)).files();
            assertThat(files.destination()).isEqualTo(expected.path("DestPath").asText());
            assertThat(files.sources()).isEqualTo(Vectors.texts(expected.path("SourcePaths")));
            assertThat(files.documents()).isEqualTo(documents(expected.path("SourceContents")));
        });
    }

    @Test
    void copyHasItsFlags() {
        Instruction.Copy copy = (Instruction.Copy)
                read("COPY --from=s --chown=$U:g --chmod=u+x --link --parents --exclude=*.a --exclude=!b.a x y /z/");

        assertThat(copy.from()).contains("s");
        assertThat(copy.parents()).isTrue();
        assertThat(copy.files())
                .isEqualTo(new Transfer(
                        List.of("x", "y"),
                        List.of(),
                        "/z/",
                        Optional.of("$U:g"),
                        Optional.of("u+x"),
                        true,
                        List.of("*.a", "!b.a")));
    }

    @Test
    void addHasItsFlags() {
        Instruction.Add add = (Instruction.Add)
                read("ADD --checksum=sha256:0 --keep-git-dir --unpack=FALSE --link=false --chown= a /b");

        assertThat(add.checksum()).contains("sha256:0");
        assertThat(add.keepGitDir()).contains(true);
        assertThat(add.unpack()).contains(false);
        assertThat(add.files().link()).isFalse();
        assertThat(add.files().chown()).isEmpty();
        assertThat(((Instruction.Add) read("ADD a /b")).unpack()).isEmpty();
    }

    @Test
    void twoDashesEndTheFlags() {
        assertThat(((Instruction.Copy) read("COPY --link -- --from=x /d"))
                        .files()
                        .sources())
                .containsExactly("--from=x");
        assertThat(((Instruction.Copy) read("COPY \"--link\" /d")).files().sources())
                .containsExactly("\"--link\"");
    }

    @Test
    void quotesInFlagsAreRemoved() {
        assertThat(((Instruction.Copy) read("COPY --chown=\"a b\":'c' --exclude=x\\ y s /d")).files())
                .satisfies(files -> assertThat(files.chown()).contains("a b:c"))
                .satisfies(files -> assertThat(files.excludes()).containsExactly("x y"));
    }

    @Test
    void flagsKeepCharactersOutsideOfAscii() {
        assertThat(((Instruction.Copy) read("COPY --exclude=caf\u00E9\u00A0 s /d"))
                        .files()
                        .excludes())
                .containsExactly("caf\u00E9");
    }

    @Test
    void hereDocumentsBecomeFiles() {
        Instruction.Add add =
                (Instruction.Add) read("ADD <<a.txt x <<-\"b\" /d/\n$A\n\\\na.txt\n\t\tone\r\n two\n\tb\nUSER x");

        assertThat(add.files().sources()).containsExactly("x");
        assertThat(add.files().documents())
                .containsExactly(
                        new HereDocument("a.txt", "$A\n\\\n", true), new HereDocument("b", "one\r\n two\n", false));
        assertThat(add.location().endLine()).isEqualTo(7);
    }

    @Test
    void ofTwoHereDocumentsWithOneNameTheLastCounts() {
        Instruction.Copy copy = (Instruction.Copy) read("COPY <<A <<A /d/\n1\nA\n2\nA\n");

        assertThat(copy.files().documents()).extracting(HereDocument::content).containsExactly("2\n", "2\n");
    }

    @Test
    void anOpenHereDocumentIsRefused() {
        assertThatThrownBy(() -> read("COPY <<A /d\n1\n"))
                .hasMessage("Dockerfile:1: the here-document \"<<A\" does not end");
    }

    @Test
    void commandsAreTextOrWords() {
        assertThat(((Instruction.Cmd) read("CMD echo  \"a\"  $B")).command())
                .isEqualTo(new CommandLine.Shell("echo  \"a\"  $B"));
        assertThat(((Instruction.Cmd) read("CMD")).command()).isEqualTo(new CommandLine.Shell(""));
        assertThat(((Instruction.Entrypoint) read("ENTRYPOINT [ \"a b\", \"\" ]")).command())
                .isEqualTo(new CommandLine.Exec(List.of("a b", "")));
        assertThat(((Instruction.Entrypoint) read("ENTRYPOINT []")).command())
                .isEqualTo(new CommandLine.Exec(List.of()));
        assertThat(((Instruction.Cmd) read("CMD ['a']")).command()).isEqualTo(new CommandLine.Shell("['a']"));
    }

    @Test
    void runKeepsWhatAnEngineNeeds() {
        Instruction.Run run = (Instruction.Run)
                read("RUN --mount=type=cache,target=/c --mount=type=secret,id=s --network=none <<E cat\nx\nE\n");

        assertThat(run.mounts()).containsExactly("type=cache,target=/c", "type=secret,id=s");
        assertThat(run.network()).contains("none");
        assertThat(run.security()).isEmpty();
        assertThat(run.command()).isEqualTo(new CommandLine.Shell("<<E cat"));
        assertThat(run.documents()).containsExactly(new HereDocument("E", "x\n", true));
    }

    @Test
    void healthchecksHaveNanoseconds() {
        Instruction.Healthcheck health = (Instruction.Healthcheck)
                read(
                        "HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=2ms --start-interval=0 --retries=3 CMD [\"x\"]");

        assertThat(health.test()).containsExactly("CMD", "x");
        assertThat(health.interval()).isEqualTo(90_000_000_000L);
        assertThat(health.timeout()).isEqualTo(1_500_000_000L);
        assertThat(health.startPeriod()).isEqualTo(2_000_000L);
        assertThat(health.startInterval()).isZero();
        assertThat(health.retries()).isEqualTo(3);
        assertThat(((Instruction.Healthcheck) read("healthcheck none")).test()).containsExactly("NONE");
        assertThat(((Instruction.Healthcheck) read("HEALTHCHECK cmd  a  b")).test())
                .containsExactly("CMD-SHELL", "a  b");
    }

    @Test
    void portsAreSortedAsHistoriesListThem() {
        assertThat(((Instruction.Expose) read("EXPOSE 9000 $P 5000/udp")).ports())
                .containsExactly("$P", "5000/udp", "9000");
    }

    @Test
    void argsHaveOptionalDefaults() {
        assertThat(((Instruction.Arg) read("ARG a b= c=\"d e\"")).declarations())
                .containsExactly(
                        new Instruction.Arg.Declaration("a", Optional.empty()),
                        new Instruction.Arg.Declaration("b", Optional.of("")),
                        new Instruction.Arg.Declaration("c", Optional.of("\"d e\"")));
    }

    @Test
    void aPairWithoutEqualsSignTakesTheRestOfTheLine() {
        assertThat(((Instruction.Label) read("LABEL a  b = \"c\"")).pairs())
                .containsExactly(new KeyValue("a", "b = \"c\"", true));
        assertThat(((Instruction.Env) read("ENV a=b=c d=\\ e")).pairs())
                .containsExactly(new KeyValue("a", "b=c", false), new KeyValue("d", "\\ e", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENV a|ENV has \"a\" without a value",
                "ENV a=1 b|ENV has \"b\" without an equals sign",
                "ENV =1|ENV has a value without a name",
                "LABEL a=b # c=d|LABEL has \"#\" without an equals sign",
                "ARG =1|ARG has a value without a name",
                "ARG|ARG has no argument",
                "COPY a|COPY has one argument, it needs a source and a destination",
                "COPY a <<b|the here-document \"<<b\" does not end",
                "COPY --from a b|COPY has the flag --from without a value",
                "COPY --link=maybe a b|COPY has the flag --link with the value \"maybe\"",
                "COPY --link= a b|COPY has the flag --link with the value \"\"",
                "COPY --chown=1 --chown=2 a b|COPY has the flag --chown twice",
                "COPY --checksum=x a b|COPY has the unknown flag \"--checksum\"",
                "COPY [\"a\", 1]|COPY has a JSON list with something else than strings in it",
                "CMD --x y|CMD has the unknown flag \"--x\"",
                "WORKDIR|WORKDIR has no argument",
                "SHELL []|SHELL has no argument",
                "SHELL sh|SHELL is no JSON list",
                "VOLUME [\" \"]|VOLUME has an empty path",
                "RUN --network=x y|RUN has --network with the value \"x\"",
                "RUN --security=x y|RUN has --security with the value \"x\"",
                "HEALTHCHECK|HEALTHCHECK has no argument",
                "HEALTHCHECK NONE x|HEALTHCHECK NONE takes no arguments",
                "HEALTHCHECK CMD|HEALTHCHECK CMD has no command",
                "HEALTHCHECK CMD []|HEALTHCHECK CMD has no command",
                "HEALTHCHECK TCP 1|HEALTHCHECK is of the unknown type \"TCP\"",
                "HEALTHCHECK --interval=5 CMD x|--interval with the value \"5\", which is no duration",
                "HEALTHCHECK --timeout=-1s CMD x|--timeout with the value \"-1s\", which is less than 1ms",
                "HEALTHCHECK --retries=-1 CMD x|--retries with the value \"-1\", which is no number from 0",
                "HEALTHCHECK --retries=9999999999 CMD x|--retries with the value \"9999999999\"",
                "ONBUILD|ONBUILD has no instruction after it",
                "ONBUILD ONBUILD USER x|ONBUILD cannot hold another ONBUILD",
                "ONBUILD maintainer x|ONBUILD cannot hold MAINTAINER",
                "ONBUILD ENV a|ENV has \"a\" without a value"
            })
    void whatBreaksTheGrammarIsRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("Dockerfile:1: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ARG --x a", "STOPSIGNAL --x 9", "HEALTHCHECK --x NONE"})
    void someInstructionsIgnoreFlagsAsEnginesDo(String text) {
        assertThat(read(text).original()).isEqualTo(text);
    }

    @Test
    void aTriggerIsStoredAsWritten() {
        assertThat(((Instruction.Onbuild) read("ONBUILD  copy  --from=x . /a  ")).trigger())
                .isEqualTo("copy  --from=x . /a  ");
        assertThat(((Instruction.Onbuild) read("ONBUILD COPY <<-E /x\n\ty\n\tE\n")).trigger())
                .isEqualTo("COPY <<-E /x\n\ty\nE");
    }

    @Test
    void aStoredTriggerFiresAsAnInstruction() {
        Instruction trigger = Instruction.parseTrigger("COPY <<E /x\ny\nE", FROM);

        assertThat(trigger).isInstanceOf(Instruction.Copy.class);
        assertThat(trigger.location()).isEqualTo(FROM);
        assertThat(trigger.original()).isEqualTo("COPY <<E /x");
        assertThat(((Instruction.Copy) trigger).files().documents())
                .containsExactly(new HereDocument("E", "y\n", true));
        assertThat(Instruction.parseTrigger("ONBUILD USER x", FROM)).isInstanceOf(Instruction.Onbuild.class);
    }

    @ParameterizedTest
    @CsvSource({
        "FROM a, FROM begins a stage and cannot stand here",
        "ENV, ENV has no argument",
        "'USER a\nUSER b', USER is a second instruction",
        "FROB, is no instruction",
        "'', the file has no instruction"
    })
    void aBrokenTriggerNamesTheFromLineAndItself(String text, String message) {
        assertThatThrownBy(() -> Instruction.parseTrigger(text, FROM))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith("Dockerfile:3: the base image's trigger \"")
                .hasMessageContaining(message);
    }

    private static List<HereDocument> documents(JsonNode contents) {
        return Vectors.list(contents)
                .map(content -> new HereDocument(
                        content.path("Path").asText(),
                        content.path("Data").asText(),
                        content.path("Expand").asBoolean()))
                .toList();
    }

    private static Instruction read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return InstructionParser.parse(
                new StatementReader("Dockerfile", bytes).read().get(0));
    }
}
