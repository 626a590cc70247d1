package dev.imagepack.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Checks texts, and shows what is found as {@code 3 TheRule: what}. */
final class CheckTexts {

    private CheckTexts() {}

    static Dockerfile parse(String... lines) {
        String text = String.join("\n", lines) + "\n";
        return Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the whole file's checks find. */
    static List<String> file(String... lines) {
        Dockerfile file = parse(lines);
        Findings findings = new Findings(file);
        FileChecks.check(file, findings);
        return texts(findings);
    }

    /** What the checks of the last stage find. */
    static List<String> lastStage(String... lines) {
        Dockerfile file = parse(lines);
        Findings findings = new Findings(file);
        StageChecks.check(file.stages().get(file.stages().size() - 1), findings);
        return texts(findings);
    }

    static List<String> texts(Findings findings) {
        return findings.list().stream()
                .map(found -> found.location().startLine() + " " + found.check().rule() + ": " + found.what())
                .toList();
    }
}
