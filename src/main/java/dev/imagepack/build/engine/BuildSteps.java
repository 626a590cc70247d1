package dev.imagepack.build.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.imagepack.build.BuildLog;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.image.Alias;

/** The steps of a build as the engine tells of them: shown in the log, and remembered for when one fails. */
final class BuildSteps {

    private static final int LAST_LINES = 12;
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_STEPS = 20_000;

    /** {@code [build 2/3] RUN make}, as BuildKit names its steps. */
    private static final Pattern NUMBERED = Pattern.compile("\\[[^\\]]*[0-9]+/[0-9]+\\] (.*)", Pattern.DOTALL);

    /** {@code Step 2/3 : RUN make}, as builders without BuildKit write; podman has it in capitals. */
    private static final Pattern ANNOUNCED =
            Pattern.compile("(?i)(?:\\[[^\\]]*\\] )?step ([0-9]+(?:/[0-9]+)?) ?: (.*)");

    /** What such builders say of the images and containers in between. */
    private static final Pattern ABOUT_IMAGES = Pattern.compile(
            " ?-{2,3}> .*|Removing intermediate container .*|Successfully (built|tagged) .*|COMMIT .*|[0-9a-f]{64}");

    private final Alias alias;
    private final BuildLog log;
    private final List<Instruction> instructions;
    private final Map<String, Step> steps = new HashMap<>();
    private final Step stream = new Step("", true);
    private @Nullable Step latest;
    private @Nullable Step failed;

    /** A step, and what of its output is not yet said. */
    private static final class Step {
        private final String name;
        private final boolean isOfText;
        private final StringBuilder line = new StringBuilder();
        private final Deque<String> last = new ArrayDeque<>();
        private boolean shown;
        private String error = "";

        /** @param isOfText whether the engine tells of it in text, among what commands write */
        Step(String name, boolean isOfText) {
            this.name = name;
            this.isOfText = isOfText;
        }
    }

    /** @param instructions those that the build may run, to find the line of a step */
    BuildSteps(Alias alias, BuildLog log, List<Instruction> instructions) {
        this.alias = alias;
        this.log = log;
        this.instructions = instructions;
    }

    /** BuildKit says how far it is. */
    void trace(TraceReader.Trace trace) {
        trace.vertexes().forEach(this::vertex);
        trace.outputs().forEach(output -> {
            Step step = steps.get(output.vertex());
            if (step != null) {
                write(step, new String(output.bytes(), StandardCharsets.UTF_8));
            }
        });
    }

    private void vertex(TraceReader.Vertex vertex) {
        if (steps.size() >= MOST_STEPS) {
            return;
        }
        Step step = steps.computeIfAbsent(vertex.digest(), digest -> new Step(vertex.name(), false));
        boolean worthSaying = NUMBERED.matcher(step.name).matches();
        if (worthSaying && !step.shown && (vertex.started() || vertex.cached())) {
            step.shown = true;
            latest = step;
            log.step(alias, step.name + (vertex.cached() ? " (cached)" : ""));
        }
        if (vertex.completed()) {
            finishLine(step);
        }
        if (!vertex.error().isEmpty() && failed == null && !vertex.error().contains("context canceled")) {
            step.error = vertex.error();
            failed = step;
        }
    }

    /** A builder without BuildKit writes text: its steps, and what commands write. With BuildKit, an engine ends in a line of text. */
    void text(String text) {
        write(latest != null && latest.isOfText ? latest : stream, text);
    }

    private void write(Step step, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                finishLine(step);
            } else if (step.line.length() < LONGEST_LINE) {
                step.line.append(c);
            }
        }
    }

    private void finishLine(Step step) {
        String line = step.line.toString();
        step.line.setLength(0);
        int overwritten = line.stripTrailing().lastIndexOf('\r');
        String visible = line.substring(overwritten + 1).stripTrailing();
        Matcher announced = ANNOUNCED.matcher(visible);
        if (visible.isEmpty()) {
            return;
        }
        if (step.isOfText && ABOUT_IMAGES.matcher(visible).matches()) {
            return;
        }
        if (step.isOfText && announced.matches()) {
            latest = new Step("[" + announced.group(1) + "] " + announced.group(2), true);
            log.step(alias, latest.name);
            return;
        }
        step.last.addLast(visible);
        if (step.last.size() > LAST_LINES) {
            step.last.removeFirst();
        }
        boolean ofAnother = step != latest && step != stream;
        log.output(alias, (ofAnother ? bracket(step.name) : "") + visible);
    }

    private static String bracket(String name) {
        int end = name.indexOf(']');
        return end < 0 ? "" : name.substring(0, end + 1) + " ";
    }

    /** What is begun and not ended is said, too. */
    void end() {
        List.copyOf(steps.values()).forEach(this::finishLine);
        finishLine(latest == null ? stream : latest);
    }

    /** What failed, in the engine's words where it said which step did, else {@code message}. */
    String failure(String message) {
        Step step = failed != null ? failed : latest;
        String said = failed != null ? failed.error : message;
        if (step == null) {
            return said;
        }
        List<String> lines = new ArrayList<>(step.last);
        String command = command(step.name);
        String what = failed == null && !said.contains("returned a non-zero code") && !said.contains("exit")
                ? said
                : shortened(command) + " failed: " + said;
        return what + (lines.isEmpty() ? "" : ". Its last lines:\n  " + String.join("\n  ", lines));
    }

    private static String shortened(String command) {
        return command.length() <= 120 ? command : command.substring(0, 120) + "…";
    }

    /** Where the step that failed, or is under way, stands in the Dockerfile. */
    Optional<Location> location() {
        Step step = failed != null ? failed : latest;
        return step == null ? Optional.empty() : locationOf(command(step.name));
    }

    private Optional<Location> locationOf(String command) {
        return instructions.stream()
                .filter(instruction -> squeezed(instruction.original()).equals(squeezed(command)))
                .map(Instruction::location)
                .findFirst();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String command(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        return numbered.matches()
                ? numbered.group(1)
                : name.substring(name.indexOf(']') + 1).strip();
    }
}
