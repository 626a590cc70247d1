package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.List;

/** Collects the words of a text while it is expanded; blanks outside of quotes end a word. */
final class WordList {

    /** Takes nothing: for the words inside a modifier, which are part of one word. */
    static final WordList IGNORED = new WordList(false);

    private final boolean collects;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    WordList() {
        this(true);
    }

    private WordList(boolean collects) {
        this.collects = collects;
    }

    /** One character that may end a word. */
    void add(int c) {
        if (!Whitespace.is(c)) {
            addWhole(Character.toString(c));
        } else if (collects && word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    /** Text whose blanks end words. */
    void addSplit(String text) {
        text.codePoints().forEach(this::add);
    }

    /** Text whose blanks are part of the word. */
    void addWhole(String text) {
        if (collects) {
            word.append(text);
        }
    }

    List<String> finish() {
        add(' ');
        return words;
    }
}
