package dev.imagepack.maven;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a plain scalar is in the core schema of YAML 1.2 (section 10.3.2): {@code yes}, {@code 12:30:45} and {@code 1_000}
 * are texts there.
 */
final class YamlScalars {

    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> BOOLEANS = Set.of("true", "True", "TRUE", "false", "False", "FALSE");
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
            + "|[-+]?(?:\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");

    private YamlScalars() {}

    /** Whether it is null. */
    static boolean isNull(String plain) {
        return NULLS.contains(plain);
    }

    /** Whether it is a boolean or a number. */
    static boolean isTyped(String plain) {
        return BOOLEANS.contains(plain)
                || INTEGER.matcher(plain).matches()
                || FLOAT.matcher(plain).matches();
    }
}
