package dev.imagepack.dockerfile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern as a chain of steps, run over a text in one pass with the set of steps that it may be at: the time is the
 * product of both lengths, whatever the pattern.
 */
final class Automaton {

    /** Before the first and after the last character. */
    private static final int EDGE = -1;

    private final List<Step> steps;
    private final String head;
    private final String core;

    /**
     * @param head the literal text that the chain begins with
     * @param core the longest literal text in the chain; looking for it first spares most runs
     */
    private Automaton(List<Step> steps, String head, String core) {
        this.steps = List.copyOf(steps);
        this.head = head;
        this.core = core;
    }

    /** Whether all of the text matches, or, where parents count, all before one of its slashes. */
    boolean matches(String text, boolean parentsCount) {
        if (!text.startsWith(head) || !text.contains(core)) {
            return false;
        }
        Run run = new Run();
        int at = 0;
        while (at < text.length() && run.isAlive()) {
            int c = text.codePointAt(at);
            if (parentsCount && c == '/' && run.isAtEnd()) {
                return true;
            }
            run.take(c);
            at += Character.charCount(c);
        }
        return run.isAtEnd();
    }

    /** Whether some text that begins so might match. */
    boolean mayContinue(String start) {
        if (!start.startsWith(head) && !head.startsWith(start)) {
            return false;
        }
        Run run = new Run();
        start.codePoints().forEach(run::take);
        return run.isAlive();
    }

    /** The literal text, if the pattern is nothing else. */
    boolean isLiteral() {
        return head.codePointCount(0, head.length()) == steps.size();
    }

    /** What every match begins with. */
    String head() {
        return head;
    }

    /** The way through one text. */
    private final class Run {

        private BitSet states = new BitSet();
        private BitSet spare = new BitSet();
        private int before = EDGE;

        Run() {
            states.set(0);
        }

        boolean isAlive() {
            return !states.isEmpty();
        }

        boolean isAtEnd() {
            BitSet last = (BitSet) states.clone();
            skip(last, EDGE);
            return last.get(steps.size());
        }

        void take(int c) {
            skip(states, c);
            spare.clear();
            for (int at = states.nextSetBit(0); at >= 0 && at < steps.size(); at = states.nextSetBit(at + 1)) {
                steps.get(at).take(c, at, spare);
            }
            BitSet taken = spare;
            spare = states;
            states = taken;
            before = c;
        }

        /** Adds the states that are reached without a character; they only lie ahead. */
        private void skip(BitSet reached, int next) {
            for (int at = reached.nextSetBit(0); at >= 0 && at < steps.size(); at = reached.nextSetBit(at + 1)) {
                steps.get(at).skip(before, next, at, reached);
            }
        }
    }

    /** One step of the chain. */
    private interface Step {

        /** Marks where this character leads to. */
        default void take(int c, int at, BitSet next) {}

        /** Marks where the step leads to without a character, between these two. */
        default void skip(int before, int after, int at, BitSet reached) {}
    }

    private record One(IntPredicate characters) implements Step {
        @Override
        public void take(int c, int at, BitSet next) {
            if (characters.test(c)) {
                next.set(at + 1);
            }
        }
    }

    private record Many(IntPredicate characters) implements Step {
        @Override
        public void take(int c, int at, BitSet next) {
            if (characters.test(c)) {
                next.set(at);
            }
        }

        @Override
        public void skip(int before, int after, int at, BitSet reached) {
            reached.set(at + 1);
        }
    }

    /** Nothing, or anything that ends in a slash; it takes two states, the second for being inside. */
    private record Directories(boolean inside) implements Step {
        @Override
        public void take(int c, int at, BitSet next) {
            if (inside) {
                next.set(at);
                next.set(at + 1, c == '/' || next.get(at + 1));
            }
        }

        @Override
        public void skip(int before, int after, int at, BitSet reached) {
            if (!inside) {
                reached.set(at + 1, at + 3);
            }
        }
    }

    private record At(Place place) implements Step {
        @Override
        public void skip(int before, int after, int at, BitSet reached) {
            boolean edge = isWord(before) != isWord(after);
            boolean holds = switch (place) {
                case START -> before == EDGE;
                case WORD_EDGE -> edge;
                case NO_WORD_EDGE -> !edge;
            };
            if (holds) {
                reached.set(at + 1);
            }
        }

        private static boolean isWord(int c) {
            return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
        }
    }

    /** Places between two characters that a step can ask for. */
    enum Place {
        START,
        WORD_EDGE,
        NO_WORD_EDGE
    }

    /** Puts a chain together, first step first. */
    static final class Builder {

        private final List<Step> steps = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private String core = "";
        private int literals;
        private String head = "";

        void literal(int c) {
            literal.appendCodePoint(c);
            if (literals++ == steps.size()) {
                head = literal.toString();
            }
            core = literal.length() > core.length() ? literal.toString() : core;
            steps.add(new One(next -> next == c));
        }

        void one(IntPredicate characters) {
            add(new One(characters));
        }

        void many(IntPredicate characters) {
            add(new Many(characters));
        }

        /** {@code **} before other text: no component, or some. */
        void directories() {
            add(new Directories(false));
            add(new Directories(true));
        }

        void at(Place place) {
            add(new At(place));
        }

        Automaton build() {
            return new Automaton(steps, head, core);
        }

        private void add(Step step) {
            steps.add(step);
            literal.setLength(0);
        }
    }
}
