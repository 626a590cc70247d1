package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.imagepack.ImagepackException;

/** Takes one joined line apart: keyword, flags, and the arguments in the shape that the keyword asks for. */
final class StatementParser {

    private final char escape;

    StatementParser(char escape) {
        this.escape = escape;
    }

    /** @throws ImagepackException if the arguments are not of the keyword's shape */
    Statement parse(String line, Location at, List<String> comments) {
        List<String> halves = Whitespace.split(Whitespace.trim(line), 2);
        Source source = new Source(at, halves.get(0), Whitespace.trim(line), comments);
        FlagReader rest = new FlagReader(halves.size() == 2 ? halves.get(1) : "", escape);
        Optional<Keyword> keyword = Keyword.of(source.keyword());
        String text = Whitespace.trim(rest.remainder());
        Arguments arguments =
                keyword.isEmpty() || text.isEmpty() ? Arguments.of(List.of()) : arguments(source, keyword.get(), text);
        return new Statement(
                source,
                line,
                keyword,
                rest.flags(),
                arguments.words(),
                arguments.json(),
                arguments.trigger(),
                List.of());
    }

    private Arguments arguments(Source source, Keyword keyword, String text) {
        return switch (keyword.shape()) {
            case TEXT -> Arguments.of(List.of(text));
            case LIST -> Arguments.of(Whitespace.split(text, Integer.MAX_VALUE));
            case WORDS -> Arguments.of(words(text));
            case PAIRS -> Arguments.of(pairs(source, text));
            case TEXT_OR_JSON -> json(source, text).orElseGet(() -> Arguments.of(List.of(text)));
            case LIST_OR_JSON ->
                json(source, text).orElseGet(() -> Arguments.of(Whitespace.split(text, Integer.MAX_VALUE)));
            case TYPE_AND_COMMAND -> typeAndCommand(source, text);
            case INSTRUCTION -> trigger(source, text);
        };
    }

    private static Optional<Arguments> json(Source source, String text) {
        return JsonArray.parse(text)
                .map(elements -> elements.stream()
                        .map(element -> element.orElseThrow(() -> fault(
                                source,
                                "has a JSON list with something else than strings in it",
                                "Put every element of the list in double quotes.")))
                        .toList())
                .map(strings -> new Arguments(strings, true, Optional.empty()));
    }

    private static Arguments typeAndCommand(Source source, String text) {
        int end = 0;
        while (end < text.length() && !Whitespace.is(text.charAt(end))) {
            end++;
        }
        String command = Whitespace.trimStart(text.substring(end));
        if (command.isEmpty()) {
            return Arguments.of(List.of(text));
        }
        Arguments rest = json(source, command).orElseGet(() -> Arguments.of(List.of(command)));
        List<String> words = new ArrayList<>(List.of(text.substring(0, end)));
        words.addAll(rest.words());
        return new Arguments(words, rest.json(), Optional.empty());
    }

    private Arguments trigger(Source source, String text) {
        Statement trigger = Keyword.of(Whitespace.split(text, 2).get(0)).equals(Optional.of(Keyword.ONBUILD))
                ? refuseChain(source)
                : parse(text, source.location(), List.of());
        return new Arguments(List.of(), false, Optional.of(trigger));
    }

    private static Statement refuseChain(Source source) {
        throw fault(source, "cannot hold another ONBUILD", "Write the instruction after a single ONBUILD.");
    }

    private List<String> pairs(Source source, String text) {
        List<String> words = words(text);
        if (words.isEmpty()) {
            return List.of();
        }
        if (!words.get(0).contains("=")) {
            return legacyPair(source, text);
        }
        List<String> pairs = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw fault(
                        source,
                        "has " + Excerpt.of(word) + " without an equals sign",
                        "Write every pair as name=value, and quote a value with blanks in it.");
            }
            pairs.addAll(List.of(word.substring(0, equals), word.substring(equals + 1), "="));
        }
        return pairs;
    }

    private static List<String> legacyPair(Source source, String text) {
        List<String> halves = Whitespace.split(text, 2);
        if (halves.size() < 2) {
            throw fault(source, "has " + Excerpt.of(text) + " without a value", "Write name=value.");
        }
        return List.of(halves.get(0), halves.get(1), "");
    }

    /** Splits at blanks outside of quotes; quotes and escape characters stay, but for one at the very end. */
    List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && Whitespace.is(c)) {
                flush(word, words);
            } else if (c == escape && quote != '\'') {
                if (++i < text.length()) {
                    word.append(c).append(text.charAt(i));
                }
            } else {
                quote = quote == 0 && (c == '\'' || c == '"') ? c : c == quote ? 0 : quote;
                word.append(c);
            }
        }
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static ImagepackException fault(Source source, String message, String advice) {
        return source.location().fault(source.keyword().toUpperCase(Locale.ROOT) + " " + message, advice);
    }

    /** What followed keyword and flags. */
    private record Arguments(List<String> words, boolean json, Optional<Statement> trigger) {

        static Arguments of(List<String> words) {
            return new Arguments(words, false, Optional.empty());
        }
    }
}
