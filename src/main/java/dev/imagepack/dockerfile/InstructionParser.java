package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.ImagepackException;

/** Makes instructions of statements: checks flags and arguments, and gives each its type. */
final class InstructionParser {

    private static final Map<String, Flags.Kind> RUN_FLAGS = Map.of(
            "mount", Flags.Kind.TEXTS,
            "device", Flags.Kind.TEXTS,
            "network", Flags.Kind.TEXT,
            "security", Flags.Kind.TEXT);

    private static final String MEND_THE_BASE = "Build the base image again with a correct ONBUILD instruction.";

    private InstructionParser() {}

    /** @throws ImagepackException if the statement is no instruction, or a FROM */
    static Instruction parse(Statement statement) {
        Keyword keyword = statement.keyword().orElseThrow(() -> unknown(statement));
        return switch (keyword) {
            case ADD -> TransferParser.add(statement);
            case ARG -> arg(statement);
            case CMD -> new Instruction.Cmd(statement.source(), command(noFlags(statement)));
            case COPY -> TransferParser.copy(statement);
            case ENTRYPOINT -> new Instruction.Entrypoint(statement.source(), command(noFlags(statement)));
            case ENV -> new Instruction.Env(statement.source(), pairs(noFlags(statement)));
            case EXPOSE -> expose(noFlags(statement));
            case FROM -> throw statement.fault("begins a stage and cannot stand here", "Remove it.");
            case HEALTHCHECK -> HealthcheckParser.parse(statement);
            case LABEL -> new Instruction.Label(statement.source(), pairs(noFlags(statement)));
            case MAINTAINER -> new Instruction.Maintainer(statement.source(), single(noFlags(statement)));
            case ONBUILD -> onbuild(noFlags(statement));
            case RUN -> run(statement);
            case SHELL -> shell(noFlags(statement));
            // Engines ignore flags here, as at ARG.
            case STOPSIGNAL -> new Instruction.StopSignal(statement.source(), single(statement));
            case USER -> new Instruction.User(statement.source(), single(noFlags(statement)));
            case VOLUME -> volume(noFlags(statement));
            case WORKDIR -> new Instruction.Workdir(statement.source(), single(noFlags(statement)));
        };
    }

    /** As {@link Instruction#parseTrigger}. */
    static Instruction trigger(String text, Location from) {
        try {
            List<Statement> statements = new StatementReader("ONBUILD", text.getBytes(StandardCharsets.UTF_8)).read();
            if (statements.size() != 1) {
                throw statements.get(1).fault("is a second instruction", MEND_THE_BASE);
            }
            Statement trigger = statements.get(0);
            // Once for faults, which then stand in the trigger; once for the place that the instruction gets.
            parse(trigger);
            return parse(trigger.at(from));
        } catch (ImagepackException e) {
            String message = ": the base image's trigger " + Excerpt.of(text) + " cannot be read: " + e.getMessage();
            throw new ImagepackException(from + message, MEND_THE_BASE, e);
        }
    }

    private static ImagepackException unknown(Statement statement) {
        String word = statement.source().keyword();
        String meant = Suggestion.of(word, Keyword.names())
                .map(name -> "Did you mean " + name + "?")
                .orElse("Instructions are " + String.join(", ", Keyword.names()) + ".");
        return statement.location().fault(Excerpt.of(word) + " is no instruction", meant);
    }

    private static Statement noFlags(Statement statement) {
        Flags.none(statement);
        return statement;
    }

    private static List<String> some(Statement statement) {
        if (statement.arguments().isEmpty()) {
            throw statement.fault("has no argument, it needs at least one", "Write one, or remove the line.");
        }
        return statement.arguments();
    }

    private static String single(Statement statement) {
        if (statement.arguments().size() != 1) {
            throw statement.fault("has no argument, it needs exactly one", "Write one, or remove the line.");
        }
        return statement.arguments().get(0);
    }

    private static Instruction arg(Statement statement) {
        List<Instruction.Arg.Declaration> declarations = new ArrayList<>();
        for (String word : some(statement)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Optional<String> value = equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
            declarations.add(new Instruction.Arg.Declaration(notBlank(statement, name), value));
        }
        return new Instruction.Arg(statement.source(), declarations);
    }

    private static List<KeyValue> pairs(Statement statement) {
        List<String> words = some(statement);
        List<KeyValue> pairs = new ArrayList<>();
        for (int i = 0; i < words.size(); i += 3) {
            String separator = words.get(i + 2);
            pairs.add(new KeyValue(notBlank(statement, words.get(i)), words.get(i + 1), separator.isEmpty()));
        }
        return pairs;
    }

    private static String notBlank(Statement statement, String name) {
        if (name.isEmpty()) {
            throw statement.fault("has a value without a name", "Write name=value.");
        }
        return name;
    }

    private static CommandLine command(Statement statement) {
        return statement.json()
                ? new CommandLine.Exec(statement.arguments())
                : new CommandLine.Shell(String.join(" ", statement.arguments()));
    }

    private static Instruction run(Statement statement) {
        Flags flags = Flags.of(statement, RUN_FLAGS);
        return new Instruction.Run(
                statement.source(),
                command(statement),
                statement.documents().stream().map(Statement.Document::file).toList(),
                flags.texts("mount"),
                flags.texts("device"),
                choice(statement, flags, "network", Set.of("default", "none", "host")),
                choice(statement, flags, "security", Set.of("sandbox", "insecure")));
    }

    private static Optional<String> choice(Statement statement, Flags flags, String flag, Set<String> choices) {
        Optional<String> given = flags.texts(flag).stream().findFirst();
        given.filter(value -> !choices.contains(value)).ifPresent(value -> {
            throw statement.fault(
                    "has --" + flag + " with the value " + Excerpt.of(value),
                    "It can be " + String.join(" or ", choices.stream().sorted().toList()) + ".");
        });
        return given;
    }

    private static Instruction expose(Statement statement) {
        return new Instruction.Expose(
                statement.source(), some(statement).stream().sorted().toList());
    }

    private static Instruction volume(Statement statement) {
        List<String> paths = some(statement).stream().map(Whitespace::trim).toList();
        if (paths.contains("")) {
            throw statement.fault("has an empty path", "Write a path, or remove it.");
        }
        return new Instruction.Volume(statement.source(), paths);
    }

    private static Instruction shell(Statement statement) {
        List<String> words = some(statement);
        if (!statement.json()) {
            throw statement.fault("is no JSON list", "Write it as SHELL [\"/bin/sh\", \"-c\"].");
        }
        return new Instruction.Shell(statement.source(), words);
    }

    private static Instruction onbuild(Statement statement) {
        Statement trigger = statement
                .trigger()
                .orElseThrow(() -> statement.fault("has no instruction after it", "Write one, or remove the line."));
        Optional<Keyword> keyword = trigger.keyword();
        if (keyword.equals(Optional.of(Keyword.FROM)) || keyword.equals(Optional.of(Keyword.MAINTAINER))) {
            throw statement.fault("cannot hold " + keyword.get(), "Remove the line.");
        }
        String line = Whitespace.trimStart(statement.line());
        String afterKeyword = line.substring(statement.source().keyword().length());
        StringBuilder text = new StringBuilder(Whitespace.trimStart(afterKeyword));
        for (Statement.Document document : statement.documents()) {
            text.append('\n').append(document.body()).append(document.mark().name());
        }
        return new Instruction.Onbuild(statement.source(), text.toString());
    }
}
