package dev.imagepack.build.embedded;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.imagepack.build.context.Paths;
import dev.imagepack.build.context.Scope;
import dev.imagepack.dockerfile.Check;
import dev.imagepack.dockerfile.CommandLine;
import dev.imagepack.dockerfile.Findings;
import dev.imagepack.dockerfile.IgnoreRules;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.oci.ContainerConfig;

/**
 * The checks of one stage that need the values of variables, the base's configuration or the ignore file. What triggers
 * of a base say is checked too, but kept quiet: it stands in no file of the user's.
 */
final class InstructionChecks {

    private final Stage stage;
    private final IgnoreRules ignored;
    private final Scope global;
    private final Findings findings;
    private final Set<String> declared = new HashSet<>();
    private boolean directoryChosen;

    /**
     * @param parent those of the stage that this one continues
     * @param ignored what the context leaves out
     * @param global the variables before the first FROM
     */
    InstructionChecks(
            Stage stage, Optional<InstructionChecks> parent, IgnoreRules ignored, Scope global, Findings findings) {
        this.stage = stage;
        this.ignored = ignored;
        this.global = global;
        this.findings = findings;
        parent.ifPresent(above -> {
            declared.addAll(above.declared);
            directoryChosen = above.directoryChosen;
        });
    }

    /** Looks at an instruction that is about to be read; the state is that before it. */
    void check(Instruction instruction, ContainerConfig container, Scope scope) {
        if (instruction instanceof Instruction.Cmd cmd) {
            command("CMD", cmd.command(), container, cmd.location());
        } else if (instruction instanceof Instruction.Entrypoint entrypoint) {
            command("ENTRYPOINT", entrypoint.command(), container, entrypoint.location());
        } else if (instruction instanceof Instruction.Workdir workdir) {
            workdir(workdir, scope);
        } else if (instruction instanceof Instruction.Expose expose) {
            expose.ports().stream()
                    .flatMap(word -> scope.expandToWords(word, expose.location()).stream())
                    .forEach(port -> expose(port, expose.location()));
        } else if (instruction instanceof Instruction.Copy copy && copy.from().isEmpty()) {
            sources("COPY", copy.files().sources(), scope, copy.location());
        } else if (instruction instanceof Instruction.Add add) {
            sources("ADD", add.files().sources(), scope, add.location());
        }
    }

    /** A variable that nobody set was used; unless an ARG declared it, which makes it empty on purpose. */
    void unset(String name, Scope scope, Location at) {
        if (declared.contains(name)) {
            return;
        }
        if (global.get(name).isPresent()) {
            add(Check.UNDEFINED_VAR, at, "$" + name + " is known to FROM lines only");
            return;
        }
        Set<String> known = new TreeSet<>(scope.values().keySet());
        known.addAll(declared);
        if (isOurs(at)) {
            findings.addMisspelt(Check.UNDEFINED_VAR, at, "$" + name + " is not defined", name, known);
        }
    }

    /** An ARG was read, with or without a value. */
    void declared(String name) {
        declared.add(name);
    }

    private void command(String keyword, CommandLine command, ContainerConfig container, Location at) {
        if (command instanceof CommandLine.Shell && container.shell().isEmpty()) {
            add(
                    Check.JSON_ARGS_RECOMMENDED,
                    at,
                    keyword + " starts its command in a shell, which keeps signals from it");
        }
    }

    /** The first one of a stage counts, for it makes the others safe; a path of the base may change with the base. */
    private void workdir(Instruction.Workdir workdir, Scope scope) {
        String path = scope.expand(workdir.path(), workdir.location());
        if (!directoryChosen && !path.startsWith("/")) {
            add(
                    Check.WORKDIR_RELATIVE_PATH,
                    workdir.location(),
                    "WORKDIR " + workdir.path() + " depends on the working directory of the base");
        }
        directoryChosen = true;
    }

    private void expose(String port, Location at) {
        int colon = port.lastIndexOf(':');
        String protocol = port.substring(port.indexOf('/', colon) + 1);
        if (port.indexOf('/', colon) >= 0 && !protocol.equals(protocol.toLowerCase(Locale.ROOT))) {
            add(Check.EXPOSE_PROTO_CASING, at, "EXPOSE " + port + " has its protocol not in lower case");
        }
        if (!port.substring(0, Math.max(colon, 0)).replace(":", "").isEmpty()) {
            add(Check.EXPOSE_INVALID_FORMAT, at, "EXPOSE " + port + " names an address or a port of the host");
        }
    }

    /** With exceptions it is not certain that a directory is left out as a whole. */
    private void sources(String keyword, List<String> words, Scope scope, Location at) {
        if (ignored.isEmpty() || ignored.hasExceptions()) {
            return;
        }
        for (String word : words) {
            String source = scope.expand(word, at);
            String path = Paths.clean(source);
            boolean out = path.isEmpty() ? ignored.excludesEverything() : ignored.excludes(path);
            if (out && !RemoteSources.isRemote(source)) {
                add(Check.COPY_IGNORED_FILE, at, keyword + " takes " + word + ", which the ignore file leaves out");
            }
        }
    }

    private void add(Check check, Location at, String what) {
        if (isOurs(at)) {
            findings.add(check, at, what);
        }
    }

    /** Triggers stand at the FROM line. */
    private boolean isOurs(Location at) {
        return !at.equals(stage.location());
    }
}
