package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.List;

/** Several values in one text: separated by commas, blanks around them ignored; a backslash keeps a comma or itself. */
final class CommaList {

    private CommaList() {}

    /** The values; none in a blank text. */
    static List<String> split(String text) {
        List<String> values = new ArrayList<>();
        if (text.isBlank()) {
            return values;
        }
        StringBuilder value = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == ',') {
                values.add(value.toString().strip());
                value.setLength(0);
            } else if (c == '\\' && at + 1 < text.length() && isSpecial(text.charAt(at + 1))) {
                value.append(text.charAt(++at));
            } else {
                value.append(c);
            }
        }
        values.add(value.toString().strip());
        return values;
    }

    private static boolean isSpecial(char c) {
        return c == ',' || c == '\\';
    }
}
