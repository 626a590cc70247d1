package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;

/**
 * A Dockerfile, read and checked by its grammar; no name in it has been looked up and no variable replaced. A text of
 * more than 1 MiB, a line of more than 65535 bytes and more than 10000 instructions are refused.
 *
 * @param name the file in messages, such as {@code src/main/docker/Dockerfile}
 * @param escape the escape character: a backslash, or the backtick that the directive {@code escape} asks for
 * @param syntax the directive {@code syntax}: the front end that the author had in mind
 * @param checks the directive {@code check}: which rules are checked
 * @param globalArgs the ARGs before the first FROM
 * @param stages the stages in order, at least one
 * @param blankLines blank lines in the middle of instructions, the first of each, in order
 * @see <a href="https://docs.docker.com/reference/dockerfile/">Dockerfile reference</a>
 */
public record Dockerfile(
        String name,
        char escape,
        Optional<String> syntax,
        CheckOptions checks,
        List<Instruction.Arg> globalArgs,
        List<Stage> stages,
        List<Location> blankLines) {

    public Dockerfile {
        Objects.requireNonNull(name);
        Objects.requireNonNull(syntax);
        Objects.requireNonNull(checks);
        globalArgs = List.copyOf(globalArgs);
        stages = List.copyOf(stages);
        blankLines = List.copyOf(blankLines);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("no stage");
        }
    }

    /**
     * Reads a Dockerfile.
     *
     * @param name what messages call the file
     * @param text its bytes: UTF-8, with or without a byte order mark, lines ended in any way
     * @throws ImagepackException if it breaks the grammar or a limit; the message starts with {@code name:line: }
     */
    public static Dockerfile parse(String name, byte[] text) {
        StatementReader reader = new StatementReader(name, text);
        Stages stages = new Stages();
        reader.read().forEach(stages::add);
        stages.finish();
        if (stages.done.isEmpty()) {
            throw Location.of(name, 1)
                    .fault("the file has no FROM, so there is nothing to build", "Write one, such as FROM scratch.");
        }
        Directives directives = reader.directives();
        return new Dockerfile(
                name,
                directives.escape(),
                directives.value("syntax"),
                directives.checks(),
                stages.globalArgs,
                stages.done,
                reader.blankLines());
    }

    /** Sorts instructions into stages. */
    private static final class Stages {

        private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-_.]*");

        private final List<Instruction.Arg> globalArgs = new ArrayList<>();
        private final List<Stage> done = new ArrayList<>();
        private final List<Instruction> instructions = new ArrayList<>();
        private Optional<Stage> open = Optional.empty();

        void add(Statement statement) {
            if (statement.keyword().equals(Optional.of(Keyword.FROM))) {
                finish();
                open = Optional.of(begin(statement));
                return;
            }
            Instruction instruction = InstructionParser.parse(statement);
            if (open.isPresent()) {
                instructions.add(instruction);
            } else if (instruction instanceof Instruction.Arg arg) {
                globalArgs.add(arg);
            } else {
                throw statement.fault("stands before the first FROM", "Only ARG may; move it below.");
            }
        }

        void finish() {
            open.ifPresent(stage -> done.add(new Stage(
                    stage.source(), stage.index(), stage.base(), stage.name(), stage.platform(), instructions)));
            instructions.clear();
        }

        private Stage begin(Statement from) {
            List<String> words = from.arguments();
            boolean named = words.size() == 3 && words.get(1).equalsIgnoreCase("as");
            if (words.size() != 1 && !named) {
                throw from.fault(
                        "has " + words.size() + " words after it, it takes one, or three with AS between them",
                        "Write FROM image or FROM image AS name; a comment needs a line of its own.");
            }
            Flags flags = Flags.of(from, Map.of("platform", Flags.Kind.TEXT));
            Optional<String> name = named ? Optional.of(stageName(from, words.get(2))) : Optional.empty();
            return new Stage(from.source(), done.size(), words.get(0), name, flags.text("platform"), List.of());
        }

        private static String stageName(Statement from, String word) {
            String name = word.toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches()) {
                throw from.fault(
                        "names its stage " + Excerpt.of(word),
                        "A name begins with a letter, then come letters, digits, hyphens, underscores and dots.");
            }
            return name;
        }
    }
}
