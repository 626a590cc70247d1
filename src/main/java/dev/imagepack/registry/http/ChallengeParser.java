package dev.imagepack.registry.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads {@code WWW-Authenticate}: challenges in a comma list, whose parameters are a comma list themselves. A word belongs
 * to the challenge before it if a {@code =} follows; else it begins the next one.
 */
final class ChallengeParser {

    /** No server says more. */
    private static final int LONGEST = 8192;

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final String text;
    private final List<Challenge> challenges = new ArrayList<>();
    private int at;

    ChallengeParser(String text) {
        this.text = text.length() > LONGEST ? "" : text;
    }

    List<Challenge> challenges() {
        try {
            skip(" \t,");
            while (at < text.length()) {
                challenge();
            }
            return List.copyOf(challenges);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private void challenge() {
        String scheme = token().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new TreeMap<>();
        require(at == text.length() || skip(" \t") || text.charAt(at) == ',');
        if (!token68()) {
            while (parameterFollows()) {
                String name = token().toLowerCase(Locale.ROOT);
                skip(" \t");
                at++;
                skip(" \t");
                require(parameters.put(name, value()) == null);
                skip(" \t");
                require(at == text.length() || text.charAt(at) == ',');
                skip(" \t,");
            }
        }
        skip(" \t,");
        challenges.add(new Challenge(scheme, parameters));
    }

    /** Schemes that are not ours have data instead of parameters. */
    private boolean token68() {
        int end = at;
        while (end < text.length() && (isTokenPart(text.charAt(end)) || text.charAt(end) == '/')) {
            end++;
        }
        int data = end;
        while (end < text.length() && text.charAt(end) == '=') {
            end++;
        }
        int after = end;
        while (after < text.length() && " \t".indexOf(text.charAt(after)) >= 0) {
            after++;
        }
        boolean ends = after == text.length() || text.charAt(after) == ',';
        if (data > at && ends) {
            at = after;
            return true;
        }
        return false;
    }

    private boolean parameterFollows() {
        int next = at;
        while (next < text.length() && isTokenPart(text.charAt(next))) {
            next++;
        }
        boolean named = next > at;
        while (next < text.length() && " \t".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return named && next < text.length() && text.charAt(next) == '=';
    }

    private String value() {
        require(at < text.length());
        return text.charAt(at) == '"' ? quoted() : token();
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (true) {
            require(at < text.length());
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\') {
                require(at < text.length());
                c = text.charAt(at++);
            }
            value.append(c);
        }
    }

    private String token() {
        int start = at;
        while (at < text.length() && isTokenPart(text.charAt(at))) {
            at++;
        }
        require(at > start);
        return text.substring(start, at);
    }

    private static boolean isTokenPart(char c) {
        return c < 128 && Character.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
    }

    private boolean skip(String any) {
        int start = at;
        while (at < text.length() && any.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at > start;
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("no challenge");
        }
    }
}
