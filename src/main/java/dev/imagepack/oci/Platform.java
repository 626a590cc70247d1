package dev.imagepack.oci;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An operating system and an architecture, in normal form ({@code x86_64} is {@code amd64}, {@code arm64/v8} is
 * {@code arm64}, {@code arm} is {@code arm/v7}): two platforms are equal when they are the same one, however written.
 *
 * @param os for instance {@code linux}
 * @param architecture for instance {@code amd64}
 * @param variant for instance {@code v7}, where the architecture has one
 * @param osVersion only on Windows
 */
public record Platform(String os, String architecture, Optional<String> variant, Optional<String> osVersion)
        implements Comparable<Platform> {

    private static final Pattern COMPONENT = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern OS = Pattern.compile("([A-Za-z0-9_.-]+)\\(([A-Za-z0-9_.-]+)\\)");

    /** What images are made for unless something else is said. */
    public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", Optional.empty(), Optional.empty());

    public Platform {
        requireComponent(os);
        requireComponent(architecture);
        variant.ifPresent(Platform::requireComponent);
        osVersion.ifPresent(Platform::requireComponent);
        os = normalOs(os.toLowerCase(Locale.ROOT));
        String arch = architecture.toLowerCase(Locale.ROOT);
        variant = normalVariant(arch, variant.orElse("").toLowerCase(Locale.ROOT));
        architecture = normalArchitecture(arch);
    }

    /**
     * Parses and normalises {@code os/architecture[/variant]}, on Windows also
     * {@code windows(version)/architecture}; IllegalArgumentException names the fault.
     */
    public static Platform parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "platform " + Quoted.of(text) + " must be os/architecture[/variant], for instance linux/amd64");
        }
        Optional<String> variant = parts.length == 3 ? Optional.of(parts[2]) : Optional.empty();
        Matcher versioned = OS.matcher(parts[0]);
        try {
            return versioned.matches()
                    ? new Platform(versioned.group(1), parts[1], variant, Optional.of(versioned.group(2)))
                    : new Platform(parts[0], parts[1], variant, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("platform " + Quoted.of(text) + ": " + e.getMessage(), e);
        }
    }

    private static void requireComponent(String component) {
        if (!COMPONENT.matcher(component).matches()) {
            throw new IllegalArgumentException(
                    "the part " + Quoted.of(component) + " must be letters, digits and _ . - only");
        }
    }

    private static String normalOs(String os) {
        return os.equals("macos") ? "darwin" : os;
    }

    private static String normalArchitecture(String arch) {
        return switch (arch) {
            case "x86_64", "x86-64" -> "amd64";
            case "i386" -> "386";
            case "aarch64" -> "arm64";
            case "armhf", "armel" -> "arm";
            default -> arch;
        };
    }

    private static Optional<String> normalVariant(String arch, String variant) {
        String normal = switch (arch) {
            case "x86_64", "x86-64", "amd64" -> variant.equals("v1") ? "" : variant;
            case "i386" -> "";
            case "aarch64", "arm64" -> normalArm64(variant);
            case "armhf" -> "v7";
            case "armel" -> "v6";
            case "arm" -> normalArm(variant);
            default -> variant;
        };
        return normal.isEmpty() ? Optional.empty() : Optional.of(normal);
    }

    private static String normalArm64(String variant) {
        return switch (variant) {
            case "8", "v8", "v8.0" -> "";
            case "9", "9.0", "v9.0" -> "v9";
            default -> variant;
        };
    }

    private static String normalArm(String variant) {
        return switch (variant) {
            case "", "7" -> "v7";
            case "5", "6", "8" -> "v" + variant;
            default -> variant;
        };
    }

    /**
     * Those of {@code offered} that can serve this platform, best first (exact, then compatible variants). Equally good
     * ones keep their order. A Windows version, where both sides say one, must be of the same build.
     */
    public List<Platform> choices(List<Platform> offered) {
        return PlatformChoice.of(this, offered);
    }

    /** Whether this is the placeholder {@code unknown/unknown} that marks an attestation, not an image. */
    public boolean isUnknown() {
        return os.equals("unknown") && architecture.equals("unknown");
    }

    /** The platform that an index entry or a configuration says, if it says one that can be understood. */
    static Optional<Platform> read(Fields fields) {
        Optional<String> os = fields.requiredText("os");
        Optional<String> architecture = fields.requiredText("architecture");
        Optional<String> variant = fields.text("variant").filter(value -> !value.isEmpty());
        Optional<String> version = fields.text("os.version").filter(value -> !value.isEmpty());
        if (os.isEmpty() || architecture.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Platform(os.get(), architecture.get(), variant, version));
        } catch (IllegalArgumentException e) {
            fields.complain("the platform is not understood: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Adds the fields that say this platform. */
    void write(ObjectNode target) {
        target.put("os", os).put("architecture", architecture);
        variant.ifPresent(value -> target.put("variant", value));
        osVersion.ifPresent(value -> target.put("os.version", value));
    }

    /** In the order of how they are written. */
    @Override
    public int compareTo(Platform other) {
        return toString().compareTo(other.toString());
    }

    /** By hand, because the JVM takes long to make those that a record has, and every build needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Platform platform
                && os.equals(platform.os)
                && architecture.equals(platform.architecture)
                && variant.equals(platform.variant)
                && osVersion.equals(platform.osVersion);
    }

    @Override
    public int hashCode() {
        return architecture.hashCode();
    }

    /** {@code os/architecture[/variant]}, on Windows {@code windows(version)/architecture}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return os
                + osVersion.map(v -> "(" + v + ")").orElse("")
                + "/"
                + architecture
                + variant.map(v -> "/" + v).orElse("");
    }
}
