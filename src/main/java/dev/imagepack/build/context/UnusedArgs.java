package dev.imagepack.build.context;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.imagepack.dockerfile.Check;
import dev.imagepack.dockerfile.Dockerfile;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;

/** Build arguments that no ARG of a Dockerfile takes, which is usually a slip of the pen. */
final class UnusedArgs {

    /** BuildKit takes them without a declaration, in any case of letters. */
    private static final Set<String> PREDEFINED =
            Set.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

    private UnusedArgs() {}

    /** Adds each of them. A Dockerfile whose base may bring triggers is asked for its own ARGs only. */
    static void check(Dockerfile file, Map<String, String> given, Findings findings) {
        Set<String> declared = declared(file);
        Set<String> unused = new TreeSet<>(given.keySet());
        unused.removeAll(declared);
        unused.removeIf(UnusedArgs::isPredefined);
        for (String name : unused) {
            findings.addMisspelt(
                    Check.UNUSED_BUILD_ARG,
                    Location.of(file.name(), 0),
                    "no ARG takes the build argument " + name,
                    name,
                    declared);
        }
    }

    private static boolean isPredefined(String name) {
        return PREDEFINED.contains(name.toUpperCase(Locale.ROOT))
                || name.startsWith("BUILDKIT_")
                || name.equals("SOURCE_DATE_EPOCH");
    }

    private static Set<String> declared(Dockerfile file) {
        Set<String> names = new TreeSet<>();
        Stream.concat(
                        file.globalArgs().stream(),
                        file.stages().stream().flatMap(stage -> stage.instructions().stream()))
                .filter(Instruction.Arg.class::isInstance)
                .map(Instruction.Arg.class::cast)
                .forEach(arg -> arg.declarations().forEach(declared -> names.add(declared.name())));
        return names;
    }
}
