package dev.imagepack.dockerfile;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which checks a file asks for: {@code skip=RULE,RULE;experimental=RULE;error=true}, where {@code all} stands for every
 * rule.
 *
 * @param skipped rules that are not checked
 * @param experimental experimental rules that are; these cannot be skipped
 * @param failing whether a finding stops the build
 * @see <a href="https://docs.docker.com/reference/dockerfile/#check">The directive check</a>
 */
public record CheckOptions(Set<String> skipped, Set<String> experimental, boolean failing) {

    /** What holds where nothing is said. */
    public static final CheckOptions NONE = new CheckOptions(Set.of(), Set.of(), false);

    private static final String ALL = "all";
    private static final Set<String> YES = Set.of("1", "t", "true");
    private static final Set<String> NO = Set.of("0", "f", "false");
    private static final Pattern COMMENT = Pattern.compile("check\\s*=\\s*(\\S+).*", Pattern.CASE_INSENSITIVE);

    public CheckOptions {
        skipped = Set.copyOf(skipped);
        experimental = Set.copyOf(experimental);
    }

    /** Reads options; empty if they are malformed. Rules that nobody knows are no fault, as in BuildKit. */
    public static Optional<CheckOptions> parse(String text) {
        Set<String> skipped = new HashSet<>();
        Set<String> experimental = new HashSet<>();
        boolean failing = false;
        for (String option : text.split(";")) {
            int equals = option.indexOf('=');
            String value = option.substring(equals + 1).strip();
            switch (option.substring(0, Math.max(equals, 0)).strip()) {
                case "skip" -> skipped.addAll(rules(value));
                case "experimental" -> experimental.addAll(rules(value));
                case "error" -> {
                    failing = YES.contains(value.toLowerCase(Locale.ROOT));
                    if (!failing && !NO.contains(value.toLowerCase(Locale.ROOT))) {
                        return Optional.empty();
                    }
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new CheckOptions(skipped, experimental, failing));
    }

    private static Set<String> rules(String list) {
        return new HashSet<>(Arrays.asList(list.split("\\s*,\\s*")));
    }

    /** Whether a comment holds options for the instruction below it, whatever they are. */
    static boolean isIn(String comment) {
        return COMMENT.matcher(comment).matches();
    }

    /** The options in a comment above an instruction; what follows them after a blank is a reason for people. */
    static Optional<CheckOptions> inComment(String comment) {
        Matcher matcher = COMMENT.matcher(comment);
        return matcher.matches() ? parse(matcher.group(1)) : Optional.empty();
    }

    /** These and those of one instruction, which cannot make the build fail. */
    CheckOptions with(CheckOptions more) {
        Set<String> both = new HashSet<>(skipped);
        both.addAll(more.skipped);
        Set<String> asked = new HashSet<>(experimental);
        asked.addAll(more.experimental);
        return new CheckOptions(both, asked, failing);
    }

    /** Whether this rule is checked. */
    boolean allow(Check check) {
        Set<String> named = check.experimental() ? experimental : skipped;
        return (named.contains(ALL) || named.contains(check.rule())) == check.experimental();
    }
}
