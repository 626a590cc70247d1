package dev.imagepack.build.context;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.dockerfile.Instruction;

/**
 * The text of one instruction, over all its lines. Its keyword and its flags can be changed, for no other word of it has a
 * meaning that is known here: those of a command may look like flags.
 */
record InstructionText(String text) {

    private static final String BETWEEN = "(?>^[ \\t]*#.*$|\\s|[\\\\`](?=[ \\t]*\\r?$))";

    /** A keyword, which ONBUILD may be before, and its flags, over continued lines and the comments between them. */
    private static final Pattern HEAD = Pattern.compile(
            "(\\s*(?:(?i:ONBUILD)" + BETWEEN + "++)?)(\\w+(?>" + BETWEEN
                    + "++--(?>\"[^\"]*+\"|'[^']*+'|[^\\s\"'])*+)*+)",
            Pattern.MULTILINE);

    private static final String NAME = "([^\\s\"',\\\\`]+)";
    private static final Pattern COPIED = Pattern.compile("(\\s--from=[\"']?)" + NAME);
    private static final Pattern MOUNTED = Pattern.compile("((?:--mount=|,)[\"']?[ \\t]*(?i:from)=[\"']?)" + NAME);

    /** With what it takes files from called otherwise; {@link EditedDockerfile#rename} says how. */
    InstructionText rename(Instruction instruction, Map<String, String> names) {
        Set<String> missing = new HashSet<>(names.keySet());
        Pattern flag = instruction instanceof Instruction.Run ? MOUNTED : COPIED;
        InstructionText renamed = change(head -> flag.matcher(head).replaceAll(found -> {
            missing.remove(found.group(2));
            return Matcher.quoteReplacement(found.group(1) + names.getOrDefault(found.group(2), found.group(2)));
        }));
        missing.stream().sorted().findFirst().ifPresent(name -> {
            throw instruction
                    .location()
                    .fault(
                            "the name " + name + " after from= cannot be replaced by what it means",
                            "Write it in one piece, without escape characters.");
        });
        return renamed;
    }

    /** With its keyword and its flags changed. */
    InstructionText change(UnaryOperator<String> change) {
        Matcher head = HEAD.matcher(text);
        return head.lookingAt()
                ? new InstructionText(head.group(1) + change.apply(head.group(2)) + text.substring(head.end()))
                : this;
    }
}
