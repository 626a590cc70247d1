package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;

/**
 * The beginning of a here-document on its instruction's line, such as {@code <<EOF}, {@code <<-"EOF"} or
 * {@code 3<<EOF}.
 *
 * @param name the word that ends the body, without quotes
 * @param descriptor the digits before {@code <<}, empty mostly
 * @param expanded whether variables in the body are replaced: no part of the word was quoted
 * @param chomped whether leading tabs are cut from every line ({@code <<-})
 */
record HeredocMark(String name, String descriptor, boolean expanded, boolean chomped) {

    /** Possessive, so that long runs of blanks are read once. */
    private static final Pattern MARK = Pattern.compile("(\\d*+)<<(-?+)[\\t\\n\\f\\r ]*+([^<]*+)");

    HeredocMark {
        Objects.requireNonNull(name);
        Objects.requireNonNull(descriptor);
    }

    /**
     * The here-documents that a whole instruction line begins, in order. A line that does not split into words (an open
     * quote) begins none.
     *
     * @throws ImagepackException if the word of one is malformed
     */
    static List<HeredocMark> onLine(String line, Location at) {
        List<String> words;
        try {
            words = WordLexer.split(line, WordLexer.Mode.LINE, at);
        } catch (ImagepackException e) {
            return List.of();
        }
        List<HeredocMark> found = new ArrayList<>();
        for (String word : words) {
            parse(word, at).ifPresent(found::add);
        }
        return found;
    }

    /**
     * The here-document that a word begins, if it does.
     *
     * @throws ImagepackException if it has the form of one, but its name has an open quote
     */
    static Optional<HeredocMark> parse(String word, Location at) {
        Matcher mark = MARK.matcher(word);
        if (!mark.matches()) {
            return Optional.empty();
        }
        List<String> names = WordLexer.split(mark.group(3), WordLexer.Mode.NAME, at);
        if (names.size() != 1) {
            return Optional.empty();
        }
        String name = names.get(0);
        String written =
                WordLexer.split(mark.group(3), WordLexer.Mode.QUOTED_NAME, at).get(0);
        boolean quoted = quotes(written) != quotes(name);
        return Optional.of(
                new HeredocMark(name, mark.group(1), !quoted, !mark.group(2).isEmpty()));
    }

    /** As {@link #parse}; a malformed word is none. */
    static Optional<HeredocMark> parseLenient(String word, Location at) {
        try {
            return parse(word, at);
        } catch (ImagepackException e) {
            return Optional.empty();
        }
    }

    /** Whether this line, without its end, ends the body. */
    boolean endsAt(String line) {
        return (chomped ? withoutLeadingTabs(line) : line).equals(name);
    }

    /** The body as the file's content. */
    String content(String body) {
        if (!chomped) {
            return body;
        }
        StringBuilder content = new StringBuilder();
        for (int start = 0; start < body.length(); ) {
            int end = body.indexOf('\n', start) + 1;
            String line = end == 0 ? body.substring(start) : body.substring(start, end);
            content.append(withoutLeadingTabs(line));
            start += line.length();
        }
        return content.toString();
    }

    private static String withoutLeadingTabs(String line) {
        int start = 0;
        while (start < line.length() && line.charAt(start) == '\t') {
            start++;
        }
        return line.substring(start);
    }

    private static long quotes(String word) {
        return word.chars().filter(c -> c == '\'' || c == '"').count();
    }
}
