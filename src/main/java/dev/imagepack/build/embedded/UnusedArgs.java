package dev.imagepack.build.embedded;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Instruction;

/** Build arguments that no ARG of a Dockerfile takes, which is usually a slip of the pen. */
final class UnusedArgs {

    /** BuildKit takes them without a declaration, in any case of letters. */
    private static final Set<String> PREDEFINED =
            Set.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

    private UnusedArgs() {}

    /**
     * What to tell the user, if there are any. A Dockerfile whose base may bring triggers is asked for its own ARGs
     * only.
     */
    static Optional<String> in(Dockerfile file, Map<String, String> given) {
        Set<String> unused = new TreeSet<>(given.keySet());
        unused.removeIf(name -> PREDEFINED.contains(name.toUpperCase(Locale.ROOT))
                || name.startsWith("BUILDKIT_")
                || name.equals("SOURCE_DATE_EPOCH"));
        file.globalArgs().forEach(arg -> remove(arg, unused));
        file.stages().stream().flatMap(stage -> stage.instructions().stream()).forEach(instruction -> {
            if (instruction instanceof Instruction.Arg arg) {
                remove(arg, unused);
            }
        });
        return unused.isEmpty()
                ? Optional.empty()
                : Optional.of(file.name() + ": no ARG takes the build argument " + String.join(", ", unused));
    }

    private static void remove(Instruction.Arg arg, Set<String> names) {
        arg.declarations().forEach(declared -> names.remove(declared.name()));
    }
}
