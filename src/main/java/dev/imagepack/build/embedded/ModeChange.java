package dev.imagepack.build.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code --chmod} asks for: a fixed mode, or changes to each entry's own. */
sealed interface ModeChange {

    /** The mode of an entry that has {@code mode} now. */
    int apply(int mode, boolean directory);

    /** The mode of directories that are made on the way to the destination. */
    int parents();

    /** Parses octal digits (0 to 7777) or chmod's symbolic form; IllegalArgumentException says what is wrong. */
    static ModeChange parse(String text) {
        if (text.matches("[0-7]{1,5}") && Integer.parseInt(text, 8) <= 07777) {
            return new Fixed(Integer.parseInt(text, 8));
        }
        if (text.isEmpty() || Character.isDigit(text.charAt(0))) {
            throw new IllegalArgumentException("'" + text + "' is no mode: octal digits go from 0 to 7777");
        }
        List<Clause> clauses = new ArrayList<>();
        for (String clause : text.split(",", -1)) {
            clauses.addAll(Clause.parse(clause, text));
        }
        return new Symbolic(List.copyOf(clauses));
    }

    /** Octal: the same for all. */
    record Fixed(int bits) implements ModeChange {

        @Override
        public int apply(int mode, boolean directory) {
            return bits;
        }

        @Override
        public int parents() {
            return bits & 0777;
        }
    }

    /** Symbolic: clause after clause. */
    record Symbolic(List<Clause> clauses) implements ModeChange {

        @Override
        public int apply(int mode, boolean directory) {
            int result = mode;
            for (Clause clause : clauses) {
                result = clause.apply(result, directory);
            }
            return result;
        }

        @Override
        public int parents() {
            return 0755;
        }
    }

    /**
     * One operation of a symbolic mode.
     *
     * @param who some of {@code ugo}; all three where nobody is named
     * @param operator {@code +}, {@code -} or {@code =}
     * @param what some of {@code rwxXst}, or one of {@code ugo} to copy from
     */
    record Clause(String who, char operator, String what) {

        private static final Pattern FORM = Pattern.compile("([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)");
        private static final Pattern OPERATION = Pattern.compile("([-+=])([ugo]|[rwxXst]*)");

        static List<Clause> parse(String clause, String whole) {
            Matcher form = FORM.matcher(clause);
            if (!form.matches()) {
                throw new IllegalArgumentException("'" + whole + "' is no mode: neither octal digits nor u=rwX,go=rX");
            }
            String who = form.group(1).isEmpty() || form.group(1).contains("a") ? "ugo" : form.group(1);
            List<Clause> operations = new ArrayList<>();
            Matcher operation = OPERATION.matcher(form.group(2));
            while (operation.find()) {
                operations.add(new Clause(who, operation.group(1).charAt(0), operation.group(2)));
            }
            return operations;
        }

        int apply(int mode, boolean directory) {
            int result = mode;
            for (char one : who.toCharArray()) {
                int shift = shift(one);
                int bits = permissions(mode, directory) << shift | special(one);
                int mask = 7 << shift | (copies() ? 0 : specialMask(one));
                result = switch (operator) {
                    case '+' -> result | bits;
                    case '-' -> result & ~bits;
                    default -> result & ~mask | bits;
                };
            }
            return result;
        }

        /** As BuildKit has it, and chmod has not: set-id bits stay then, and else go from directories, too. */
        private boolean copies() {
            return what.length() == 1 && "ugo".contains(what);
        }

        private int permissions(int mode, boolean directory) {
            int bits = 0;
            for (char letter : what.toCharArray()) {
                bits |= switch (letter) {
                    case 'r' -> 4;
                    case 'w' -> 2;
                    case 'x' -> 1;
                    case 'X' -> directory || (mode & 0111) != 0 ? 1 : 0;
                    case 'u', 'g', 'o' -> mode >> shift(letter) & 7;
                    default -> 0;
                };
            }
            return bits;
        }

        private int special(char one) {
            int bits = what.contains("t") ? 01000 : 0;
            return bits | (what.contains("s") ? specialMask(one) : 0);
        }

        private static int specialMask(char one) {
            return switch (one) {
                case 'u' -> 04000;
                case 'g' -> 02000;
                default -> 0;
            };
        }

        private static int shift(char one) {
            return switch (one) {
                case 'u' -> 6;
                case 'g' -> 3;
                default -> 0;
            };
        }
    }
}
