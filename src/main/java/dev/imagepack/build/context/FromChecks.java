package dev.imagepack.build.context;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Check;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Expansion;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/** The checks of FROM lines that need the values of variables; every stage is looked at, whether it is built or not. */
final class FromChecks {

    private static final String TARGET_PLATFORM = "TARGETPLATFORM";

    private final Dockerfile file;
    private final Platform platform;
    private final String target;
    private final Scope global;
    private final Set<String> known;
    private final Findings findings;

    private FromChecks(
            Dockerfile file, Map<String, String> buildArgs, Platform platform, String target, Findings findings) {
        this.file = file;
        this.platform = platform;
        this.target = target;
        this.global = Stages.globals(file, buildArgs, platform, target);
        this.known = new TreeSet<>(global.values().keySet());
        file.globalArgs().forEach(arg -> arg.declarations().forEach(declared -> known.add(declared.name())));
        this.findings = findings;
    }

    /**
     * Adds what is found.
     *
     * @throws ImagepackException if a FROM line cannot be read, as when it is built
     */
    static void check(
            Dockerfile file, Map<String, String> buildArgs, Platform platform, String target, Findings findings) {
        FromChecks checks = new FromChecks(file, buildArgs, platform, target, findings);
        checks.defaults();
        for (Stage stage : file.stages()) {
            checks.undefined(checks.global.expansion(stage.base(), stage.location()), stage);
            stage.platform().ifPresent(word -> checks.platform(word, stage));
        }
    }

    private void undefined(Expansion word, Stage stage) {
        for (String name : word.unset()) {
            if (!known.contains(name)) {
                findings.addMisspelt(
                        Check.UNDEFINED_ARG_IN_FROM,
                        stage.location(),
                        "$" + name + " is not declared for FROM lines",
                        name,
                        known);
            }
        }
    }

    private void platform(String word, Stage stage) {
        Expansion expanded = global.expansion(word, stage.location());
        undefined(expanded, stage);
        boolean constant = expanded.used().isEmpty() && expanded.unset().isEmpty();
        if (constant && !namesPlatform(stage, expanded.value())) {
            findings.add(
                    Check.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
                    stage.location(),
                    "the stage is for " + word + ", whatever the image is built for");
        }
        boolean onlyTarget = expanded.used().equals(Set.of(TARGET_PLATFORM))
                && expanded.unset().isEmpty();
        if (onlyTarget
                && global.get(TARGET_PLATFORM).filter(expanded.value()::equals).isPresent()) {
            findings.add(Check.REDUNDANT_TARGET_PLATFORM, stage.location(), "--platform=" + word + " changes nothing");
        }
    }

    /** Whether the stage's name says which platform it is for; also if that is none, which is a fault of its own. */
    private static boolean namesPlatform(Stage stage, String text) {
        try {
            Platform platform = Platform.parse(text);
            return stage.name()
                    .filter(name -> name.contains(platform.os()) || name.contains(platform.architecture()))
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** What FROM lines come to when no build argument is given. */
    private void defaults() {
        try {
            Scope defaults = Stages.globals(file, Map.of(), platform, target);
            file.stages().forEach(stage -> withDefaults(defaults.expansion(stage.base(), stage.location()), stage));
        } catch (ImagepackException e) {
            // A variable is required: then the author knows that there is no default.
        }
    }

    private void withDefaults(Expansion base, Stage stage) {
        boolean constant = base.used().isEmpty() && base.unset().isEmpty();
        if (!constant && !isStage(base.value()) && !isImage(base.value())) {
            findings.add(
                    Check.INVALID_DEFAULT_ARG_IN_FROM,
                    stage.location(),
                    "FROM " + stage.base() + " names no image unless build arguments are given");
        }
    }

    private boolean isStage(String name) {
        return file.stages().stream().flatMap(stage -> stage.name().stream()).anyMatch(name::equalsIgnoreCase);
    }

    private static boolean isImage(String name) {
        try {
            ImageRef.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
