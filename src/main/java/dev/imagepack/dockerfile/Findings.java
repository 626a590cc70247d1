package dev.imagepack.dockerfile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the checks of one Dockerfile find; each thing once, and nothing that the file's directive {@code check}, or a
 * comment {@code # check=…} above an instruction, leaves out. Not thread safe.
 */
public final class Findings {

    /** Nobody reads more, and each costs the search for a similar word. */
    static final int MOST = 1000;

    private final CheckOptions options;
    private final Map<Integer, CheckOptions> ofLines = new HashMap<>();
    private final Set<Finding> found = new LinkedHashSet<>();

    /** None yet. */
    public Findings(Dockerfile file) {
        this(file, file.checks());
    }

    /** None yet; these options hold instead of the file's directive. */
    public Findings(Dockerfile file, CheckOptions options) {
        this.options = options;
        file.globalArgs().forEach(arg -> readComments(arg.source()));
        for (Stage stage : file.stages()) {
            readComments(stage.source());
            stage.instructions().forEach(instruction -> readComments(instruction.source()));
        }
    }

    private void readComments(Source source) {
        source.comments().stream()
                .filter(CheckOptions::isIn)
                .findFirst()
                .flatMap(CheckOptions::inComment)
                .ifPresent(own -> ofLines.put(source.location().startLine(), options.with(own)));
    }

    /** Adds a finding; it is dropped if it is not asked for. */
    public void add(Check check, Location at, String what) {
        if (!isFull() && ofLines.getOrDefault(at.startLine(), options).allow(check)) {
            found.add(new Finding(check, at, what));
        }
    }

    /** As {@link #add}, with the known word that was meant, if one is near. */
    public void addMisspelt(Check check, Location at, String what, String word, Set<String> known) {
        if (!isFull()) {
            Optional<String> meant = Suggestion.of(word, known.stream().sorted().toList());
            add(
                    check,
                    at,
                    what + meant.map(name -> " (did you mean " + name + "?)").orElse(""));
        }
    }

    private boolean isFull() {
        return found.size() == MOST;
    }

    /** In the order of the file. */
    public List<Finding> list() {
        return found.stream()
                .sorted(Comparator.comparingInt(finding -> finding.location().startLine()))
                .toList();
    }

    /** Whether something was found and the file itself wants the build to fail then. */
    public boolean failing() {
        return options.failing() && !found.isEmpty();
    }
}
