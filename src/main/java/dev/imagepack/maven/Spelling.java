package dev.imagepack.maven;

import java.util.Locale;

/** How a source of the configuration spells its keys. In this package a key is named as in a pom. */
enum Spelling {
    /** {@code dockerfileContent}, as XML elements of a pom are. */
    CAMEL,
    /** {@code dockerfile-content}, as in YAML. */
    HYPHENS;

    /** The key, given as in a pom, as this source spells it. */
    String of(String key) {
        return this == CAMEL ? key : hyphened(key);
    }

    private static String hyphened(String key) {
        StringBuilder text = new StringBuilder();
        for (char c : key.toCharArray()) {
            if (Character.isUpperCase(c)) {
                text.append('-').append(Character.toLowerCase(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** How the key would look in this source with something in it. */
    String example(String key, String content) {
        String name = of(key);
        return this == CAMEL ? "<" + name + ">" + content + "</" + name + ">" : name + ": " + content;
    }

    /** What a key and all its misspellings have in common: {@code Docker_File} and {@code dockerfile} are the same. */
    static String bare(String key) {
        return key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
