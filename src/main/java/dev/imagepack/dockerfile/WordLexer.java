package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.imagepack.ImagepackException;

/** One pass over one word, from its first to its last character. */
final class WordLexer {

    /** Words in words, <code>${A:-${B:-…}}</code>: deeper ones are no text that a person wrote. */
    static final int MAX_DEPTH = 100;

    /** Variables can double from line to line; a longer result can be no part of an image's configuration. */
    static final int MAX_LENGTH = 1 << 20;

    private static final int END = Cursor.END;

    private final String word;
    private final Cursor text;
    private final char escape;
    private final Variables variables;
    private final Mode mode;
    private final Location location;
    private final SortedSet<String> used = new TreeSet<>();
    private final SortedSet<String> unset = new TreeSet<>();
    private int depth;

    WordLexer(String word, char escape, Variables variables, Mode mode, Location location) {
        this.word = word;
        this.text = new Cursor(word);
        this.escape = escape;
        this.variables = variables;
        this.mode = mode;
        this.location = location;
    }

    /** Splits without variables, for here-documents; a backslash escapes. */
    static List<String> split(String line, Mode mode, Location at) {
        return new WordLexer(line, '\\', Variables.none(), mode, at).expand().words();
    }

    Expansion expand() {
        WordList words = new WordList();
        String value = readUntil(END, mode == Mode.LINE, words);
        return new Expansion(value, words.finish(), used, unset);
    }

    /** Reads up to a closing character, which is consumed, or to the end of the text. */
    private String readUntil(int close, boolean keepEscapes, WordList words) {
        if (++depth > MAX_DEPTH) {
            throw fault("words are nested more than " + MAX_DEPTH + " deep");
        }
        StringBuilder value = new StringBuilder();
        while (text.peek() != END && text.peek() != close) {
            int c = text.peek();
            if (c == '$') {
                words.addSplit(append(value, dollar()));
            } else if (mode != Mode.DOCUMENT && (c == '\'' || c == '"')) {
                words.addWhole(append(value, c == '"' ? doubleQuoted(keepEscapes) : singleQuoted()));
            } else if (c == '<') {
                words.addWhole(append(value, angle()));
            } else {
                plain(value, keepEscapes, words);
            }
        }
        depth--;
        if (text.next() != close) {
            throw fault("a \"" + Character.toString(close) + "\" is missing");
        }
        return value.toString();
    }

    private void plain(StringBuilder value, boolean keepEscapes, WordList words) {
        int c = text.next();
        if (c != escape) {
            words.add(c);
            value.appendCodePoint(c);
            return;
        }
        if (keepEscapes) {
            words.addWhole(append(value, Character.toString(c)));
        }
        if (text.peek() != END) {
            words.addWhole(append(value, Character.toString(text.next())));
        }
    }

    private String singleQuoted() {
        int start = text.position();
        text.next();
        while (text.peek() != '\'') {
            if (text.next() == END) {
                throw fault("a single quote is left open");
            }
        }
        text.next();
        String quoted = text.since(start);
        return mode.keepsQuotes ? quoted : quoted.substring(1, quoted.length() - 1);
    }

    private String doubleQuoted(boolean keepEscapes) {
        StringBuilder value = new StringBuilder();
        quote(value);
        while (text.peek() != '"') {
            int c = text.peek();
            if (c == END) {
                throw fault("a double quote is left open");
            } else if (c == '$') {
                append(value, dollar());
            } else {
                quotedPlain(value, keepEscapes);
            }
        }
        quote(value);
        return value.toString();
    }

    /** In double quotes the escape character counts only before a quote, a dollar sign and itself. */
    private void quotedPlain(StringBuilder value, boolean keepEscapes) {
        int c = text.next();
        if (c == escape) {
            if (keepEscapes) {
                value.appendCodePoint(c);
            }
            if (text.peek() == END) {
                return;
            }
            if (text.peek() == '"' || text.peek() == '$' || text.peek() == escape) {
                c = text.next();
            }
        }
        value.appendCodePoint(c);
    }

    private void quote(StringBuilder value) {
        int c = text.next();
        if (mode.keepsQuotes) {
            value.appendCodePoint(c);
        }
    }

    /** Keeps {@code <<} and the blanks after it together, so that a here-document is one word. */
    private String angle() {
        int start = text.position();
        text.next();
        if (text.peek() == '<') {
            text.next();
            while (text.peek() == ' ' || text.peek() == '\t' || text.peek() == '\r') {
                text.next();
            }
        }
        return text.since(start);
    }

    private String dollar() {
        text.next();
        if (text.peek() != '{') {
            String name = text.name();
            return name.isEmpty() ? "$" : get(name).orElse(mode.keepsUnset ? "$" + name : "");
        }
        text.next();
        if (text.peek() == '{' || text.peek() == '}' || text.peek() == ':') {
            throw fault("\"${" + Character.toString(text.peek()) + "\" names no variable");
        }
        return braces(text.name());
    }

    private String braces(String name) {
        int c = text.next();
        boolean emptyIsUnset = c == ':';
        int modifier = emptyIsUnset ? text.next() : c;
        return switch (modifier) {
            case '}' -> {
                if (emptyIsUnset) {
                    throw unknownModifier(name, ":");
                }
                yield get(name).orElse(mode.keepsUnset ? "${" + name + "}" : "");
            }
            case '-', '+', '?' -> choice(name, modifier, emptyIsUnset);
            case '#', '%', '/' -> {
                if (emptyIsUnset) {
                    throw unknownModifier(name, ":" + (char) modifier);
                }
                yield modifier == '/' ? replacement(name) : trimmed(name, modifier);
            }
            case END -> throw fault("a \"}\" is missing");
            default -> throw unknownModifier(name, (emptyIsUnset ? ":" : "") + Character.toString(modifier));
        };
    }

    private String choice(String name, int modifier, boolean emptyIsUnset) {
        String other = readUntil('}', false, WordList.IGNORED);
        Optional<String> value = get(name);
        if (value.isEmpty() && mode.keepsUnset) {
            return "${" + name + (emptyIsUnset ? ":" : "") + (char) modifier + other + "}";
        }
        boolean has = value.isPresent() && !(emptyIsUnset && value.get().isEmpty());
        return switch (modifier) {
            case '-' -> has ? value.get() : other;
            case '+' -> has ? other : "";
            default -> {
                if (!has) {
                    throw required(name, other, value.isPresent());
                }
                yield value.get();
            }
        };
    }

    private String trimmed(String name, int modifier) {
        String pattern = readUntil('}', true, WordList.IGNORED);
        Optional<String> value = get(name);
        if (value.isEmpty() && mode.keepsUnset) {
            return "${" + name + (char) modifier + pattern + "}";
        }
        boolean longest = pattern.startsWith(Character.toString(modifier));
        ShellPattern compiled = pattern(longest ? pattern.substring(1) : pattern);
        return modifier == '#'
                ? compiled.withoutPrefix(value.orElse(""), longest, this::fault)
                : compiled.withoutSuffix(value.orElse(""), longest, this::fault);
    }

    private String replacement(String name) {
        boolean all = text.peek() == '/';
        if (all) {
            text.next();
        }
        String pattern = readUntil('/', true, WordList.IGNORED);
        String replacement = readUntil('}', true, WordList.IGNORED);
        Optional<String> value = get(name);
        if (value.isEmpty() && mode.keepsUnset) {
            return "${" + name + "/" + pattern + "/" + replacement + "}";
        }
        return pattern(pattern).replace(value.orElse(""), replacement, all, this::fault);
    }

    private ShellPattern pattern(String pattern) {
        return ShellPattern.compile(pattern, this::fault);
    }

    private Optional<String> get(String name) {
        Optional<String> value = variables.get(name);
        (value.isPresent() ? used : unset).add(name);
        return value;
    }

    private String append(StringBuilder value, String part) {
        if (value.length() + part.length() > MAX_LENGTH) {
            throw fault("the result has more than " + MAX_LENGTH + " characters");
        }
        value.append(part);
        return part;
    }

    private ImagepackException required(String name, String why, boolean isSet) {
        String reason = isSet ? " is empty" : " is not set";
        return location.fault(
                Excerpt.of(word) + " cannot be read: " + name + reason + (why.isEmpty() ? "" : ", " + Excerpt.of(why)),
                "Set " + name + " with ENV, with a default of ARG, or as a build argument.");
    }

    private ImagepackException unknownModifier(String name, String modifier) {
        return fault("\"" + modifier + "\" after \"${" + name + "\" is no modifier; known are :- - :+ + :? ? # ## % %%"
                + " /pattern/text //pattern/text");
    }

    private ImagepackException fault(String reason) {
        return location.fault(
                Excerpt.of(word) + " cannot be read: " + reason,
                "Mend the word, or put a backslash (the file's escape character) before what is plain text.");
    }

    /** What else is kept or replaced beside the variables. */
    enum Mode {
        /** A word of an instruction. */
        WORD(false, false),
        /** The body of a here-document: quotes are text. */
        DOCUMENT(false, false),
        /** A whole line, split for the marks of here-documents: everything stays as written. */
        LINE(true, true),
        /** The name of a here-document. */
        NAME(false, true),
        /** The name of a here-document with its quotes. */
        QUOTED_NAME(true, true);

        private final boolean keepsQuotes;
        private final boolean keepsUnset;

        Mode(boolean keepsQuotes, boolean keepsUnset) {
            this.keepsQuotes = keepsQuotes;
            this.keepsUnset = keepsUnset;
        }
    }
}
