package dev.imagepack.dockerfile;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The checks that text alone answers, and that look at every stage, whether it is built or not. */
public final class FileChecks {

    private static final Set<String> RESERVED = Set.of("context", "scratch");

    private final Dockerfile file;
    private final Findings findings;

    private FileChecks(Dockerfile file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** Adds what is found. */
    public static void check(Dockerfile file, Findings findings) {
        FileChecks checks = new FileChecks(file, findings);
        file.blankLines()
                .forEach(at -> findings.add(
                        Check.NO_EMPTY_CONTINUATION, at, "a blank line stands in the middle of an instruction"));
        file.globalArgs().forEach(checks::description);
        checks.casing();
        checks.names();
        for (Stage stage : file.stages()) {
            checks.from(stage);
            stage.instructions().forEach(checks::instruction);
        }
    }

    private void casing() {
        boolean lower = keywords().filter(FileChecks::isLower).count()
                > keywords().filter(FileChecks::isUpper).count();
        for (Stage stage : file.stages()) {
            casing(stage.source(), lower);
            stage.instructions().forEach(instruction -> casing(instruction.source(), lower));
        }
    }

    private Stream<String> keywords() {
        return file.stages().stream()
                .flatMap(stage -> Stream.concat(
                        Stream.of(stage.source()), stage.instructions().stream().map(Instruction::source)))
                .map(Source::keyword);
    }

    private void casing(Source source, boolean lower) {
        String keyword = source.keyword();
        if (lower ? !isLower(keyword) : !isUpper(keyword)) {
            findings.add(
                    Check.CONSISTENT_INSTRUCTION_CASING,
                    source.location(),
                    keyword + " is not in " + (lower ? "lower" : "upper") + " case, as most instructions here are");
        }
    }

    private void names() {
        Set<String> names = new HashSet<>();
        for (Stage stage : file.stages()) {
            Optional<String> name = stage.name();
            name.filter(RESERVED::contains)
                    .ifPresent(reserved -> findings.add(
                            Check.RESERVED_STAGE_NAME,
                            stage.location(),
                            "the stage is called " + reserved + ", which means something else"));
            name.filter(known -> !names.add(known))
                    .ifPresent(twice -> findings.add(
                            Check.DUPLICATE_STAGE_NAME,
                            stage.location(),
                            "an earlier stage is called " + Excerpt.of(twice) + " too"));
        }
    }

    private void from(Stage stage) {
        if (stage.name().isEmpty()) {
            return;
        }
        List<String> words = Whitespace.split(stage.source().text(), Integer.MAX_VALUE);
        String written = words.get(words.size() - 1);
        if (!isLower(written)) {
            findings.add(
                    Check.STAGE_NAME_CASING,
                    stage.location(),
                    "the stage's name " + Excerpt.of(written) + " is not in lower case");
        }
        String from = stage.source().keyword();
        String as = words.get(words.size() - 2);
        if (isLower(from) && !isLower(as) || isUpper(from) && !isUpper(as)) {
            findings.add(Check.FROM_AS_CASING, stage.location(), as + " is not in the case of " + from);
        }
        description(stage.source(), "FROM", List.of(stage.name().get()));
    }

    private void instruction(Instruction instruction) {
        if (instruction instanceof Instruction.Maintainer) {
            findings.add(Check.MAINTAINER_DEPRECATED, instruction.location(), "MAINTAINER is deprecated");
        } else if (instruction instanceof Instruction.Arg arg) {
            description(arg);
        }
    }

    private void description(Instruction.Arg arg) {
        description(
                arg.source(),
                "ARG",
                arg.declarations().stream()
                        .map(Instruction.Arg.Declaration::name)
                        .toList());
    }

    /** The last comment above is shown as the description of what it begins with the name of. */
    private void description(Source source, String keyword, List<String> names) {
        List<String> comments = source.comments().stream()
                .filter(comment -> !CheckOptions.isIn(comment))
                .toList();
        if (!comments.isEmpty()
                && !names.contains(comments.get(comments.size() - 1).split(" ", 2)[0])) {
            findings.add(
                    Check.INVALID_DEFINITION_DESCRIPTION,
                    source.location(),
                    "the comment above " + keyword + " does not begin with " + String.join(" or ", names));
        }
    }

    private static boolean isLower(String word) {
        return word.equals(word.toLowerCase(Locale.ROOT));
    }

    private static boolean isUpper(String word) {
        return word.equals(word.toUpperCase(Locale.ROOT));
    }
}
