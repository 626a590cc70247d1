package dev.imagepack.dockerfile;

/**
 * Expands the raw words of instructions: variables are replaced, then quotes and escape characters removed. Known are
 * {@code $V}, <code>${V}</code>, and in braces the modifiers {@code :-  -  :+  +  :?  ?  #  ##  %  %%  /p/r  //p/r};
 * the words inside a modifier expand like others. Shell parameters such as {@code $$} or {@code $1} are variables that
 * nobody sets. Differs from BuildKit in two places where that loses text: {@link Expansion#words} keeps what stands
 * before a modifier in the same word, and a {@code $} in a replacement of <code>${V//p/r}</code> is a dollar sign.
 *
 * <p>Thread safe. Depth and length of an expansion are bounded, and no pattern takes long.
 *
 * @see <a href="https://docs.docker.com/reference/dockerfile/#environment-replacement">Environment replacement</a>
 */
public final class Words {

    private final char escape;

    private Words(char escape) {
        this.escape = escape;
    }

    /** @param escape the file's escape character, a backslash or a backtick: {@link Dockerfile#escape} */
    public static Words escapedBy(char escape) {
        return new Words(escape);
    }

    /**
     * Expands one raw word.
     *
     * @param at the place that a fault is reported at
     * @throws dev.imagepack.ImagepackException if braces or quotes are left open, a modifier is unknown, or
     *     <code>${V:?text}</code> finds no value
     */
    public Expansion expand(String word, Variables variables, Location at) {
        return new WordLexer(word, escape, variables, WordLexer.Mode.WORD, at).expand();
    }

    /**
     * Expands the body of a here-document: as a word, but quotes are text, and the escape character is a backslash
     * whatever the file says. {@link Expansion#words} means nothing here.
     */
    public static Expansion expandDocument(String body, Variables variables, Location at) {
        return new WordLexer(body, '\\', variables, WordLexer.Mode.DOCUMENT, at).expand();
    }
}
