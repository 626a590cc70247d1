package dev.imagepack.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of the engine's API, for instance 1.41. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:\\.[0-9]{1,4})?");

    /** Parses {@code major.minor}; IllegalArgumentException says what it is instead. */
    public static ApiVersion parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no version of an API");
        }
        return new ApiVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }

    /** Whether this is the other version or a later one. */
    public boolean isAtLeast(ApiVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    /** As it is written in a path, without the {@code v}. */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
