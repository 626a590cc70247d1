package dev.imagepack.dockerfile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The checks that text alone answers, and that look at stages that are built. */
public final class StageChecks {

    private static final Pattern SECRET = word("apikey|auth|credentials?|key|password|passwd|pword|secret|token");
    private static final Pattern NO_SECRET = word("public|file|version");

    private final Findings findings;
    private final Map<String, Location> last = new HashMap<>();

    private StageChecks(Findings findings) {
        this.findings = findings;
    }

    /** Adds what is found in one stage. */
    public static void check(Stage stage, Findings findings) {
        StageChecks checks = new StageChecks(findings);
        stage.instructions().forEach(checks::check);
    }

    private void check(Instruction instruction) {
        if (instruction instanceof Instruction.Env env) {
            pairs("ENV", env.pairs(), env.location());
            env.pairs().forEach(pair -> secret("ENV", pair.key(), env.location()));
        } else if (instruction instanceof Instruction.Label label) {
            pairs("LABEL", label.pairs(), label.location());
        } else if (instruction instanceof Instruction.Arg arg) {
            arg.declarations().forEach(declared -> secret("ARG", declared.name(), arg.location()));
        } else if (instruction instanceof Instruction.Cmd) {
            once("CMD", instruction.location());
        } else if (instruction instanceof Instruction.Entrypoint) {
            once("ENTRYPOINT", instruction.location());
        } else if (instruction instanceof Instruction.Healthcheck) {
            once("HEALTHCHECK", instruction.location());
        }
    }

    private void pairs(String keyword, List<KeyValue> pairs, Location at) {
        pairs.stream()
                .filter(KeyValue::legacy)
                .forEach(pair -> findings.add(
                        Check.LEGACY_KEY_VALUE_FORMAT,
                        at,
                        keyword + " " + pair.key() + " has no equals sign before its value"));
    }

    private void secret(String keyword, String name, Location at) {
        if (SECRET.matcher(name).find() && !NO_SECRET.matcher(name).find()) {
            findings.add(
                    Check.SECRETS_USED_IN_ARG_OR_ENV, at, keyword + " " + name + " looks like the name of a secret");
        }
    }

    /** It is the earlier one that has no effect. */
    private void once(String keyword, Location at) {
        Location earlier = last.put(keyword, at);
        if (earlier != null) {
            findings.add(
                    Check.MULTIPLE_INSTRUCTIONS_DISALLOWED,
                    earlier,
                    "this " + keyword + " has no effect, for another one follows in the stage");
        }
    }

    /** One of these words at the beginning or the end of a name, or between underscores. */
    private static Pattern word(String words) {
        return Pattern.compile("(?:_|^)(?:" + words + ")(?:_|$)", Pattern.CASE_INSENSITIVE);
    }
}
