package dev.imagepack.dockerfile;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.testing.Vectors;

/** Shows statements and stages in the form that the tables have them in. */
final class Tables {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Tables() {}

    /** Variables of a case: a list of {@code NAME=value}, or an object. */
    static Variables variables(JsonNode env) {
        Map<String, String> values = new HashMap<>();
        Vectors.texts(env.isArray() ? env : JSON.createArrayNode()).forEach(entry -> {
            int equals = entry.indexOf('=');
            values.put(entry.substring(0, equals), entry.substring(equals + 1));
        });
        env.properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return Variables.of(values);
    }

    static JsonNode nodes(List<Statement> statements) {
        return array(statements.stream().map(Tables::node));
    }

    private static ObjectNode node(Statement statement) {
        ObjectNode node = JSON.createObjectNode();
        ArrayNode args = node.putArray("args");
        statement.keyword().ifPresentOrElse(known -> statement.arguments().forEach(args::add), () -> args.add(""));
        statement.trigger().ifPresent(trigger -> args.addObject().set("sub", array(Stream.of(sub(trigger)))));
        node.put("cmd", statement.source().keyword().toLowerCase(Locale.ROOT));
        node.put("endLine", statement.location().endLine());
        putUnlessEmpty(node, "flags", statement.flags());
        if (!statement.documents().isEmpty()) {
            node.set("heredocs", array(statement.documents().stream().map(Tables::heredoc)));
        }
        if (statement.json()) {
            node.put("json", true);
        }
        node.put("original", statement.line());
        putUnlessEmpty(node, "prevComment", statement.source().comments());
        return node.put("startLine", statement.location().startLine());
    }

    /** Triggers have no lines in the tables. */
    private static ObjectNode sub(Statement trigger) {
        return node(trigger).put("startLine", 0).put("endLine", 0);
    }

    private static ObjectNode heredoc(Statement.Document document) {
        HeredocMark mark = document.mark();
        return JSON.createObjectNode()
                .put("chomp", mark.chomped())
                .put("content", document.body())
                .put("expand", mark.expanded())
                .put("fd", mark.descriptor().isEmpty() ? 0 : Integer.parseInt(mark.descriptor()))
                .put("name", mark.name());
    }

    static JsonNode stages(List<Stage> stages) {
        return array(stages.stream().map(stage -> {
            ObjectNode node = JSON.createObjectNode().put("base", stage.base());
            node.set("commands", array(stage.instructions().stream().map(Tables::command)));
            return node.put("name", stage.name().orElse(""))
                    .put("platform", stage.platform().orElse(""));
        }));
    }

    static JsonNode globalArgs(List<Instruction.Arg> args) {
        return array(args.stream().map(arg -> {
            ObjectNode node = JSON.createObjectNode();
            node.set("args", declarations(arg));
            return node;
        }));
    }

    private static ObjectNode command(Instruction instruction) {
        ObjectNode node =
                JSON.createObjectNode().put("cmd", instruction.source().keyword());
        if (instruction instanceof Instruction.Arg arg) {
            node.set("args", declarations(arg));
        } else if (instruction instanceof Instruction.Env env) {
            node.set("pairs", pairs(env.pairs()));
        } else if (instruction instanceof Instruction.Label label) {
            node.set("pairs", pairs(label.pairs()));
        } else if (instruction instanceof Instruction.Copy copy) {
            transfer(node, copy.files());
            node.put("from", copy.from().orElse("")).put("parents", copy.parents());
        } else if (instruction instanceof Instruction.Add add) {
            transfer(node, add.files());
            node.put("checksum", add.checksum().orElse(""));
            add.unpack().ifPresent(unpack -> node.put("unpack", unpack));
            add.keepGitDir().ifPresent(keep -> node.put("keepGitDir", keep));
        } else if (instruction instanceof Instruction.Run run) {
            node.putArray("flags");
            commandLine(node, run.command());
        } else if (instruction instanceof Instruction.Cmd cmd) {
            commandLine(node, cmd.command());
        } else if (instruction instanceof Instruction.Entrypoint entrypoint) {
            commandLine(node, entrypoint.command());
        } else if (instruction instanceof Instruction.Healthcheck health) {
            node.set("health", health(health));
        } else {
            words(node, instruction);
        }
        return node;
    }

    private static void words(ObjectNode node, Instruction instruction) {
        if (instruction instanceof Instruction.Workdir workdir) {
            node.put("path", workdir.path());
        } else if (instruction instanceof Instruction.User user) {
            node.put("user", user.user());
        } else if (instruction instanceof Instruction.Expose expose) {
            node.set("ports", texts(expose.ports()));
        } else if (instruction instanceof Instruction.Volume volume) {
            node.set("volumes", texts(volume.paths()));
        } else if (instruction instanceof Instruction.StopSignal signal) {
            node.put("signal", signal.signal());
        } else if (instruction instanceof Instruction.Shell shell) {
            node.set("shell", texts(shell.words()));
        } else if (instruction instanceof Instruction.Onbuild onbuild) {
            node.put("expression", onbuild.trigger());
        } else if (instruction instanceof Instruction.Maintainer maintainer) {
            node.put("maintainer", maintainer.author());
        }
    }

    private static void transfer(ObjectNode node, Transfer files) {
        node.put("chmod", files.chmod().orElse(""))
                .put("chown", files.chown().orElse(""))
                .put("dest", files.destination())
                .put("link", files.link());
        node.set("exclude", files.excludes().isEmpty() ? node.nullNode() : texts(files.excludes()));
        node.set("sources", files.sources().isEmpty() ? node.nullNode() : texts(files.sources()));
        if (!files.documents().isEmpty()) {
            node.set(
                    "contents",
                    array(files.documents().stream()
                            .map(document -> JSON.createObjectNode()
                                    .put("data", document.content())
                                    .put("expand", document.expanded())
                                    .put("path", document.name()))));
        }
    }

    private static void commandLine(ObjectNode node, CommandLine command) {
        if (command instanceof CommandLine.Exec exec) {
            node.put("shell", false).set("line", texts(exec.words()));
        } else if (command instanceof CommandLine.Shell shell) {
            node.put("shell", true).set("line", texts(shell.text().isEmpty() ? List.of() : List.of(shell.text())));
        }
    }

    private static ObjectNode health(Instruction.Healthcheck health) {
        ObjectNode node = JSON.createObjectNode();
        node.set("Test", texts(health.test()));
        Map<String, Long> numbers = Map.of(
                "Interval", health.interval(),
                "Timeout", health.timeout(),
                "StartPeriod", health.startPeriod(),
                "StartInterval", health.startInterval(),
                "Retries", (long) health.retries());
        numbers.forEach((key, value) -> Optional.of(value).filter(v -> v != 0).ifPresent(v -> node.put(key, v)));
        return node;
    }

    private static ArrayNode pairs(List<KeyValue> pairs) {
        return array(pairs.stream()
                .map(pair ->
                        JSON.createArrayNode().add(pair.key()).add(pair.value()).add(pair.legacy())));
    }

    private static ArrayNode declarations(Instruction.Arg arg) {
        return array(arg.declarations().stream().map(declaration -> {
            ObjectNode node = JSON.createObjectNode().put("key", declaration.name());
            declaration.value().ifPresent(value -> node.put("value", value));
            return node;
        }));
    }

    private static void putUnlessEmpty(ObjectNode node, String key, List<String> texts) {
        if (!texts.isEmpty()) {
            node.set(key, texts(texts));
        }
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ArrayNode array(Stream<? extends JsonNode> nodes) {
        ArrayNode array = JSON.createArrayNode();
        nodes.forEach(array::add);
        return array;
    }
}
