package dev.imagepack.image;

import java.util.regex.Pattern;

/**
 * The name of an image inside a module.
 *
 * @param value {@code [A-Za-z0-9][A-Za-z0-9._-]*}
 */
public record Alias(String value) implements Comparable<Alias> {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final int LONGEST = 128;

    /** IllegalArgumentException when the text is no alias. */
    public Alias {
        if (value.length() > LONGEST || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "'" + value + "' is no alias: letters, digits, '.', '_' and '-', at most " + LONGEST
                            + ", the first a letter or digit");
        }
    }

    /** By hand, because the JVM takes long to make those that a record has, and every build needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Alias alias && value.equals(alias.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(Alias other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
