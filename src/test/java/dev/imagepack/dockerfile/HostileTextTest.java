package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;

/** Throws random and damaged texts at every reader: each is read, or refused with a message for its author. */
class HostileTextTest {

    private static final int TEXTS = 1_000;
    private static final Location AT = Location.of("Dockerfile", 1);

    private static final String SAMPLE = """
            # syntax=docker/dockerfile:1
            # escape=`
            ARG V="1 2" W
            FROM --platform=$P base:${V:-latest} AS one
            ENV a=b c="d $e" `
              # comment

              f='g h'
            LABEL legacy some value
            COPY --from=x --chown=1:2 --exclude=**/*.txt ["a b", "/c/"]
            ADD <<-EOF <<'b.txt' /d/
            \tbody $V ${W##*/}
            \tEOF
            text
            b.txt
            HEALTHCHECK --interval=1m30s --retries=3 CMD ["x", "\\u00e9"]
            EXPOSE 80/tcp 90-99
            ONBUILD RUN --mount=type=cache,target=/c cat <<E
            x
            E
            SHELL ["a", "-c"]
            CMD [ "a", [1, {"b": null}] ]
            """;

    private static final String[] PARTS = {
        "FROM",
        "COPY",
        "ENV",
        "ONBUILD",
        "HEALTHCHECK",
        "CMD",
        "RUN",
        " ",
        "  ",
        "\t",
        "\n",
        "\r\n",
        "\\",
        "\\\n",
        "`",
        "\"",
        "'",
        "$",
        "${",
        "}",
        "{",
        ":-",
        ":+",
        ":?",
        "#",
        "##",
        "%",
        "%%",
        "/",
        "//",
        "*",
        "**",
        "?",
        "[",
        "]",
        "^",
        "!",
        "<<",
        "<<-",
        "EOF",
        "=",
        "--",
        "--from=",
        "--link",
        "a",
        "b",
        "\u00E9",
        "\uD83D\uDE00",
        "\u0000",
        "\uFEFF",
        "\u00A0",
        "[\"",
        "\"]",
        ",",
        "0",
        "9",
        "\\u",
        "\\d",
        "\\b",
        ".",
        "..",
        "-"
    };

    private final Random random = new Random(20261121);

    @Test
    void dockerfilesAreReadOrRefused() {
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            byte[] text = i % 2 == 0 ? damaged(SAMPLE) : text(40).getBytes(StandardCharsets.UTF_8);
            read += attempt(() -> Dockerfile.parse("Dockerfile", text));
            read += attempt(() -> Dockerfile.parse("Dockerfile", concat("FROM a\n", text)));
        }
        assertThat(read).isPositive();
    }

    @Test
    void triggersAreReadOrRefused() {
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = "COPY " + text(12);
            read += attempt(() -> Instruction.parseTrigger(text, AT));
        }
        assertThat(read).isPositive();
    }

    @Test
    void wordsAreExpandedOrRefused() {
        Variables variables = Variables.of(Map.of("a", "a b", "b", "*\\?/$a${a}\n", "EOF", ""));
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            String word = text(16);
            read += attempt(() -> Words.escapedBy('\\').expand(word, variables, AT));
            read += attempt(() -> Words.escapedBy('`').expand(word, variables, AT));
            read += attempt(() -> Words.expandDocument(word, variables, AT));
            read += attempt(() -> PortSpec.expand(word, AT));
        }
        assertThat(read).isPositive();
    }

    @Test
    void patternsMatchOrAreRefused() {
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            String pattern = text(8);
            String path = text(6);
            read += attempt(() -> IgnoreRules.parse("i", damaged(pattern)).excludes(path));
            read += attempt(() ->
                    IgnoreRules.of(List.of(pattern, path)).root().enter(path).mayHoldIncluded());
            read += attempt(() -> TreePattern.parse(pattern, AT).mayMatchBelow(path));
            read += attempt(() -> PathPattern.parse(pattern, AT).matches(path));
        }
        assertThat(read).isPositive();
    }

    /** 1 if it was read, 0 if it was refused properly; anything else fails the test. */
    private static int attempt(Runnable reader) {
        try {
            reader.run();
            return 1;
        } catch (ImagepackException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(1000);
            assertThat(e.advice()).isNotBlank();
            return 0;
        }
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    /** The bytes of a text with some cut out, doubled or replaced. */
    private byte[] damaged(String sample) {
        StringBuilder text = new StringBuilder(sample);
        for (int i = random.nextInt(4); i >= 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(3)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                default -> text.replace(at, end, text(3));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static byte[] concat(String head, byte[] tail) {
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        byte[] both = Arrays.copyOf(start, start.length + tail.length);
        System.arraycopy(tail, 0, both, start.length, tail.length);
        return both;
    }
}
