package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Splits the words that begin with {@code --} from the text after a keyword; {@code --} alone ends them. */
final class FlagReader {

    private final String text;
    private final char escape;
    private final List<String> flags = new ArrayList<>();
    private int at;

    FlagReader(String text, char escape) {
        this.text = text;
        this.escape = escape;
        skipBlanks();
        while (text.startsWith("--", at)) {
            String flag = word();
            if (flag.equals("--")) {
                break;
            }
            flags.add(flag);
            skipBlanks();
        }
    }

    /** The flags in order, quotes and escape characters removed. */
    List<String> flags() {
        return flags;
    }

    /** What follows the flags, as written. */
    String remainder() {
        return text.substring(at);
    }

    private void skipBlanks() {
        while (at < text.length() && Whitespace.is(text.charAt(at))) {
            at++;
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        while (at < text.length() && (quote != 0 || !Whitespace.is(text.charAt(at)))) {
            char c = text.charAt(at++);
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c != escape) {
                word.append(c);
            } else if (at < text.length()) {
                word.append(text.charAt(at++));
            }
        }
        return word.toString();
    }
}
