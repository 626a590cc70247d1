package dev.imagepack.oci;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which platforms can stand in for another one: what a processor of one variant also runs. */
final class PlatformChoice {

    /** Arm v9.x holds what v8.(x+5) does, up to v8.9 (Arm architecture reference manual, A2). */
    private static final int V9_BEGINS_AT_MINOR = 5;

    private static final int LAST_V8_MINOR = 9;

    private static final int OLDEST_ARM = 5;

    private final Platform target;
    private final List<Platform> ranked = new ArrayList<>();

    private PlatformChoice(Platform target) {
        this.target = target;
        add(target.architecture(), target.variant().orElse(""));
        switch (target.architecture()) {
            case "amd64" -> amd64(number(target.variant().orElse("")));
            case "arm" -> armBelow(number(target.variant().orElse("")));
            case "arm64" -> arm64(target.variant().orElse("v8"));
            default -> {}
        }
    }

    static List<Platform> of(Platform target, List<Platform> offered) {
        PlatformChoice choice = new PlatformChoice(target);
        return offered.stream()
                .filter(platform -> choice.rank(platform) >= 0 && choice.sameBuild(platform))
                .sorted(Comparator.comparingInt(choice::rank)
                        .thenComparing(platform -> !platform.osVersion().equals(target.osVersion())))
                .toList();
    }

    private int rank(Platform platform) {
        return ranked.indexOf(unversioned(platform));
    }

    private boolean sameBuild(Platform platform) {
        return target.osVersion().isEmpty()
                || platform.osVersion().isEmpty()
                || build(target.osVersion().get())
                        .equals(build(platform.osVersion().get()));
    }

    /** Major, minor and build of a Windows version; the revision after them does not matter. */
    private static String build(String version) {
        String[] parts = version.split("\\.", 4);
        return String.join(".", List.of(parts).subList(0, Math.min(3, parts.length)));
    }

    private void amd64(int level) {
        for (int below = level - 1; below >= 1; below--) {
            add("amd64", "v" + below);
        }
        add("386", "");
    }

    private void armBelow(int version) {
        for (int below = version - 1; below >= OLDEST_ARM; below--) {
            add("arm", "v" + below);
        }
    }

    private void arm64(String variant) {
        int dot = variant.indexOf('.');
        int major = number(dot < 0 ? variant : variant.substring(0, dot));
        int minor = dot < 0 ? 0 : Math.max(0, number(variant.substring(dot + 1)));
        if (major == 9) {
            minorsBelow(9, minor);
            int equal = Math.min(minor + V9_BEGINS_AT_MINOR, LAST_V8_MINOR);
            add("arm64", "v8." + equal);
            minorsBelow(8, equal);
        } else if (major == 8) {
            minorsBelow(8, minor);
        }
        if (major == 8 || major == 9) {
            add("arm", "v8");
            armBelow(8);
        }
    }

    private void minorsBelow(int major, int minor) {
        // Bounded by the text of a variant, yet no processor has a minor version of two digits.
        for (int below = Math.min(minor, LAST_V8_MINOR + 1) - 1; below >= 0; below--) {
            add("arm64", below == 0 ? "v" + major : "v" + major + "." + below);
        }
    }

    private void add(String architecture, String variant) {
        Optional<String> said = variant.isEmpty() ? Optional.empty() : Optional.of(variant);
        ranked.add(new Platform(target.os(), architecture, said, Optional.empty()));
    }

    private static Platform unversioned(Platform platform) {
        return new Platform(platform.os(), platform.architecture(), platform.variant(), Optional.empty());
    }

    /** The one- or two-digit number in {@code v3} or {@code 3}; -1 if there is none. */
    private static int number(String variant) {
        String digits = variant.startsWith("v") ? variant.substring(1) : variant;
        return digits.matches("[0-9]{1,2}") ? Integer.parseInt(digits) : -1;
    }
}
