package dev.imagepack.build.buildah;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildLog;
import dev.imagepack.build.context.Stages;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.image.Alias;

/** What buildah says while it builds: steps, and what their commands write. Knows at which instruction it is. */
final class BuildOutput {

    /** A command's last line may have no end, and then what buildah says next is on the same line. */
    private static final Pattern STEP =
            Pattern.compile("(.*?)(?:\\[(\\d{1,4})/\\d{1,4}] )?STEP (\\d{1,5})/(\\d{1,5}): (\\S+).*");

    private static final Pattern COMMITTED = Pattern.compile("--> ([0-9a-f]{11,12}|Using cache [0-9a-f]+)$");

    /** What it says of its own doings between two steps. */
    private static final Pattern CHATTER = Pattern.compile("(\\[\\d+/\\d+] )?COMMIT.*|[0-9a-f]{64}"
            + "|subprocess exited (with status|on) .*|\\[Warning] one or more build args were not consumed: .*"
            + "|Getting image source signatures|Copying (blob|config) .*|Writing manifest .*|Storing signatures");

    private static final Pattern FAILED_STEP = Pattern.compile("Error: building at STEP \".*\": (.*)", Pattern.DOTALL);
    private static final int MOST_LINES = 12;

    /** What buildah itself ends with; other numbers are those of the command that failed. */
    private static final int OWN_FAULT = 125;

    private final Stages stages;
    private final Function<Stage, List<Instruction>> steps;
    private final Alias alias;
    private final BuildLog log;
    private Optional<Stage> stage = Optional.empty();
    private int step;
    private String keyword = "";

    /** @param steps what runs in a stage after its FROM */
    BuildOutput(Stages stages, Function<Stage, List<Instruction>> steps, Alias alias, BuildLog log) {
        this.stages = stages;
        this.steps = steps;
        this.alias = alias;
        this.log = log;
    }

    /** The next line. */
    void accept(String line) {
        Matcher begun = STEP.matcher(line);
        if (begun.matches()) {
            told(begun.group(1)).ifPresent(text -> log.output(alias, text));
            begin(begun);
        } else {
            told(line).ifPresent(text -> log.output(alias, text));
        }
    }

    /** What a command wrote; empty when buildah itself said the line. */
    private static Optional<String> told(String line) {
        String text = COMMITTED.matcher(line).replaceFirst("");
        boolean own = text.isEmpty()
                || STEP.matcher(text).matches()
                || CHATTER.matcher(text).matches()
                || FAILED_STEP.matcher(text).matches();
        return own ? Optional.empty() : Optional.of(text);
    }

    private void begin(Matcher begun) {
        int number = begun.group(2) == null ? 1 : Integer.parseInt(begun.group(2));
        List<Stage> all = stages.file().stages();
        stage = number <= all.size() ? Optional.of(all.get(number - 1)) : Optional.empty();
        step = Integer.parseInt(begun.group(3));
        keyword = begun.group(5);
        String name = all.size() > 1 ? stage.flatMap(Stage::name).orElse("stage-" + (number - 1)) + " " : "";
        log.step(alias, "[" + name + step + "/" + begun.group(4) + "] " + text());
    }

    /** As the Dockerfile has it: what buildah is given names images by their IDs. */
    private String text() {
        if (step == 1) {
            return stage.map(from -> "FROM " + stages.base(from)).orElse(keyword);
        }
        return instruction().map(Instruction::original).orElse(keyword);
    }

    private Optional<Instruction> instruction() {
        return stage.map(steps)
                .filter(all -> step >= 2 && step - 2 < all.size())
                .map(all -> all.get(step - 2))
                .filter(found ->
                        found.source().keyword().toUpperCase(Locale.ROOT).equals(keyword));
    }

    private Location location() {
        return instruction()
                .map(Instruction::location)
                .or(() -> stage.map(Stage::location))
                .orElse(Location.of(stages.file().name(), 0));
    }

    /** What the user is told of a build that failed: where, why, and what was said last. */
    ImagepackException fault(BuildahFailure failure) {
        List<String> said = failure.tail().stream()
                .takeWhile(line -> !line.startsWith("goroutine "))
                .flatMap(line -> told(line).stream())
                .toList();
        String what = instruction().map(failed -> failed.original() + ": ").orElse("");
        String last = said.stream()
                .skip(Math.max(0, said.size() - MOST_LINES))
                .map(line -> "\n  " + line)
                .collect(Collectors.joining());
        return location().fault(what + "buildah failed: " + reason(failure) + last, advice(failure));
    }

    private static String reason(BuildahFailure failure) {
        return failure.tail().stream()
                .map(FAILED_STEP::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse("exit status " + failure.status());
    }

    private static String advice(BuildahFailure failure) {
        return failure.status() == OWN_FAULT
                ? "Correct the instruction; what buildah does not understand, a Docker-compatible engine may."
                : "Mend the command; what it wrote is above.";
    }
}
