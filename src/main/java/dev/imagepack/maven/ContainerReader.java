package dev.imagepack.maven;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.image.LayersRecipe.Container;
import dev.imagepack.oci.Healthcheck;

/** Reads how a container of an image runs; the keys have Jib's names where Jib has one. */
final class ContainerReader {

    /** Everything as the base has it. */
    static final Container NOTHING = new Container(
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final String PATH_ADVICE = "Write an absolute path inside the image, for instance /app.";

    /** What Dockerfiles, compose files and other plugins call these keys. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "cmd", "args",
            "command", "args",
            "env", "environment",
            "expose", "ports",
            "workdir", "workingDirectory",
            "labels", "Labels stand beside container, not inside it.",
            "jvmflags", "Java options go into entrypoint, or into environment as JAVA_TOOL_OPTIONS.");

    private ContainerReader() {}

    static Container read(Block block) {
        Container container = new Container(
                words(block, "entrypoint"),
                words(block, "args"),
                environment(block),
                block.values("ports", ImageTexts::port, "Write 8080, 53/udp or a range such as 8000-8010."),
                block.values("volumes", ImageTexts::imagePath, PATH_ADVICE),
                block.text("user"),
                block.value("workingDirectory", ImageTexts::imagePath, PATH_ADVICE),
                block.value("stopSignal", ImageTexts::signal, "Write a signal's name or number, for instance SIGTERM."),
                block.block("healthcheck").flatMap(ContainerReader::healthcheck));
        block.refuseUnknown(ELSEWHERE);
        return container;
    }

    private static Optional<List<String>> words(Block block, String key) {
        if (block.isWrittenAsText(key)) {
            block.fault(
                    key,
                    "is one text where a list of words is expected",
                    "Write each word of the command as an item of its own; no shell takes it apart.");
            return Optional.empty();
        }
        return block.words(key);
    }

    private static SortedMap<String, String> environment(Block block) {
        SortedMap<String, String> environment = block.map("environment");
        environment.keySet().removeIf(name -> {
            boolean wrong = name.isEmpty() || name.indexOf('=') >= 0;
            if (wrong) {
                block.fault("environment", "'" + name + "' is no name of a variable", "Write a name without =.");
            }
            return wrong;
        });
        return environment;
    }

    private static Optional<Healthcheck> healthcheck(Block block) {
        Optional<List<String>> test = test(block);
        long interval = duration(block, "interval");
        long timeout = duration(block, "timeout");
        long startPeriod = duration(block, "startPeriod");
        long startInterval = duration(block, "startInterval");
        int retries = block.value("retries", ContainerReader::retries, "Write how many failures in a row count.")
                .orElse(0);
        block.refuseUnknown(Map.of("cmd", "test", "command", "test"));
        return test.map(words -> new Healthcheck(words, interval, timeout, startPeriod, startInterval, retries));
    }

    /** As in compose files: a list that begins with its kind, or one text for the image's shell. */
    private static Optional<List<String>> test(Block block) {
        String advice = "Write a command for the image's shell, or a list that begins with CMD, CMD-SHELL or NONE.";
        if (!block.has("test")) {
            block.fault("has no test", advice);
            return Optional.empty();
        }
        if (block.isText("test")) {
            return block.text("test").map(text -> text.equals("NONE") ? List.of(text) : List.of("CMD-SHELL", text));
        }
        Optional<List<String>> words = block.words("test").filter(ContainerReader::isTest);
        if (words.isEmpty()) {
            block.fault("test", "is no healthcheck", advice);
        }
        return words;
    }

    private static boolean isTest(List<String> words) {
        return !words.isEmpty()
                && switch (words.get(0)) {
                    case "NONE" -> words.size() == 1;
                    case "CMD" -> words.size() > 1;
                    case "CMD-SHELL" -> words.size() == 2;
                    default -> false;
                };
    }

    private static long duration(Block block, String key) {
        return block.value(key, GoDuration::nanoseconds, "Write a time, for instance 30s or 1m30s.")
                .orElse(0L);
    }

    private static int retries(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of failures");
        }
        return Integer.parseInt(text);
    }
}
