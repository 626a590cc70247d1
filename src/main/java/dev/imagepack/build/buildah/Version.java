package dev.imagepack.build.buildah;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a buildah, as far as its abilities depend on it. */
record Version(int major, int minor) implements Comparable<Version> {

    private static final Pattern FORM = Pattern.compile("buildah version (\\d{1,4})\\.(\\d{1,4})\\b.*", Pattern.DOTALL);

    /** Reads what {@code buildah --version} says; IllegalArgumentException if that is something else. */
    static Version parse(String answer) {
        Matcher version = FORM.matcher(answer);
        if (!version.matches()) {
            throw new IllegalArgumentException("'" + answer + "' is no version of buildah");
        }
        return new Version(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
    }

    boolean isBefore(Version other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(Version other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
