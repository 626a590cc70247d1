package dev.imagepack.build.embedded;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import dev.imagepack.build.NeedsEngineException;
import dev.imagepack.build.context.Paths;
import dev.imagepack.build.context.Scope;
import dev.imagepack.build.context.StageVariables;
import dev.imagepack.dockerfile.CommandLine;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.KeyValue;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.PortSpec;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.Healthcheck;
import dev.imagepack.oci.History;

/** Reads the instructions of one stage, in order, into a {@link StagePlan}; touches no file's content. */
final class StageReader {

    private static final String COMMENT = "buildkit.dockerfile.v0";
    private static final List<String> DEFAULT_SHELL = List.of("/bin/sh", "-c");

    private final Stage stage;
    private final Scope scope;
    private final StageVariables variables;
    private final TransferReader.SourceFinder sources;
    private final Instant created;
    private final InstructionChecks checks;

    private final List<Step> steps = new ArrayList<>();
    private final List<History> history = new ArrayList<>();
    private ContainerConfig container;
    private String author;
    private boolean ownCmd;

    StageReader(
            Stage stage,
            ContainerConfig container,
            List<History> history,
            String author,
            StageVariables variables,
            TransferReader.SourceFinder sources,
            Instant created,
            InstructionChecks checks) {
        this.stage = stage;
        this.container = container;
        this.history.addAll(history);
        this.author = author;
        this.scope = variables.scope();
        this.variables = variables;
        this.sources = sources;
        this.created = created;
        this.checks = checks;
    }

    /** Reads triggers of the base, then the stage's own instructions. */
    StagePlan read(Optional<StagePlan> parent, Base base) throws IOException {
        List<String> triggers = container.onBuild();
        change(update -> update.onBuild(List.of()));
        for (String trigger : triggers) {
            read(Instruction.parseTrigger(trigger, stage.location()));
        }
        for (Instruction instruction : stage.instructions()) {
            read(instruction);
        }
        return new StagePlan(parent, base, steps, container, history, author, scope.values());
    }

    private void read(Instruction instruction) throws IOException {
        checks.check(instruction, container, scope);
        if (instruction instanceof Instruction.Copy copy) {
            layer(transfers().copy(copy));
        } else if (instruction instanceof Instruction.Add add) {
            layer(transfers().add(add));
        } else if (instruction instanceof Instruction.Workdir workdir) {
            workdir(workdir);
        } else if (instruction instanceof Instruction.Run run) {
            throw refusal(run);
        } else {
            readSetting(instruction);
        }
    }

    private static RuntimeException refusal(Instruction.Run run) {
        return new NeedsEngineException(
                run.location() + ": RUN needs a container engine; the embedded builder runs no commands",
                "Choose the builder auto or local, which have an engine run it; or do its work before the image is built (in"
                        + " Maven, or in the base image) and COPY the result; or move it into a stage that <target> does"
                        + " not need.");
    }

    private void readSetting(Instruction instruction) {
        if (instruction instanceof Instruction.Arg arg) {
            arg(arg);
        } else if (instruction instanceof Instruction.Env env) {
            env(env);
        } else if (instruction instanceof Instruction.Label label) {
            label(label);
        } else if (instruction instanceof Instruction.Cmd cmd) {
            cmd(cmd);
        } else if (instruction instanceof Instruction.Entrypoint entrypoint) {
            entrypoint(entrypoint);
        } else if (instruction instanceof Instruction.Expose expose) {
            expose(expose);
        } else if (instruction instanceof Instruction.Volume volume) {
            volume(volume);
        } else if (instruction instanceof Instruction.Onbuild onbuild) {
            onbuild(onbuild);
        } else {
            readSmall(instruction);
        }
    }

    private void readSmall(Instruction instruction) {
        Location at = instruction.location();
        if (instruction instanceof Instruction.User user) {
            String name = scope.expand(user.user(), at);
            change(update -> update.user(name));
            note("USER " + name);
        } else if (instruction instanceof Instruction.StopSignal stop) {
            String signal = Signals.check(scope.expand(stop.signal(), at), at);
            change(update -> update.stopSignal(signal));
            note("STOPSIGNAL " + signal);
        } else if (instruction instanceof Instruction.Shell shell) {
            change(update -> update.shell(shell.words()));
            note(HistoryText.list("SHELL", shell.words()));
        } else if (instruction instanceof Instruction.Healthcheck health) {
            Healthcheck check = new Healthcheck(
                    health.test(),
                    health.interval(),
                    health.timeout(),
                    health.startPeriod(),
                    health.startInterval(),
                    health.retries());
            change(update -> update.healthcheck(check));
            note(HistoryText.healthcheck(check));
        } else if (instruction instanceof Instruction.Maintainer maintainer) {
            author = maintainer.author();
            note("MAINTAINER " + author);
        } else {
            throw new IllegalStateException("no reader for " + instruction.getClass());
        }
    }

    private void arg(Instruction.Arg arg) {
        List<String> words = new ArrayList<>();
        for (Instruction.Arg.Declaration declared : arg.declarations()) {
            String name = declared.name();
            Optional<String> value = variables.declare(declared, arg.location());
            checks.declared(name);
            words.add(name + value.map(text -> "=" + text).orElse(""));
        }
        note("ARG " + String.join(" ", words));
    }

    private void env(Instruction.Env env) {
        StringBuilder words = new StringBuilder("ENV");
        for (KeyValue pair : variables.assign(env)) {
            change(update -> update.env(pair.key(), pair.value()));
            words.append(' ').append(pair.key()).append('=').append(pair.value());
        }
        note(words.toString());
    }

    private void label(Instruction.Label label) {
        StringBuilder words = new StringBuilder("LABEL");
        for (KeyValue pair : variables.expand(label.pairs(), label.location())) {
            change(update -> update.label(pair.key(), pair.value()));
            words.append(' ').append(pair.key()).append('=').append(pair.value());
        }
        note(words.toString());
    }

    private void cmd(Instruction.Cmd cmd) {
        List<String> words = words(cmd.command());
        change(update -> update.cmd(words));
        ownCmd = true;
        note(HistoryText.command("CMD", words));
    }

    private void entrypoint(Instruction.Entrypoint entrypoint) {
        List<String> words = words(entrypoint.command());
        change(update -> update.entrypoint(words));
        if (!ownCmd) {
            change(ContainerConfig.Update::noCmd);
        }
        note(HistoryText.command("ENTRYPOINT", words));
    }

    private List<String> words(CommandLine command) {
        if (command instanceof CommandLine.Exec exec) {
            return exec.words();
        }
        List<String> words = new ArrayList<>(container.shell().isEmpty() ? DEFAULT_SHELL : container.shell());
        words.add(((CommandLine.Shell) command).text());
        return words;
    }

    private void expose(Instruction.Expose expose) {
        List<String> ports = new ArrayList<>();
        for (String word : expose.ports()) {
            for (String spec : scope.expandToWords(word, expose.location())) {
                ports.addAll(PortSpec.expand(spec, expose.location()));
            }
        }
        ports.forEach(port -> change(update -> update.exposePort(port)));
        note(HistoryText.list("EXPOSE", ports));
    }

    private void volume(Instruction.Volume volume) {
        List<String> paths = volume.paths().stream()
                .map(path -> scope.expand(path, volume.location()))
                .toList();
        for (String path : paths) {
            if (path.isEmpty()) {
                throw volume.location().fault("VOLUME names an empty path", "Write the path, for instance /data.");
            }
            change(update -> update.volume(path));
        }
        note(HistoryText.list("VOLUME", paths));
    }

    private void onbuild(Instruction.Onbuild onbuild) {
        List<String> triggers = new ArrayList<>(container.onBuild());
        triggers.add(onbuild.trigger());
        change(update -> update.onBuild(triggers));
    }

    /** An absolute path is stored as it is written, one below the former directory clean, as BuildKit does it. */
    private void workdir(Instruction.Workdir workdir) {
        String written = scope.expand(workdir.path(), workdir.location());
        String clean = "/" + Paths.clean(Paths.below(container.workingDir(), written));
        String path = written.startsWith("/") ? written : clean;
        change(update -> update.workingDir(path));
        if (path.equals("/")) {
            note("WORKDIR " + path);
        } else {
            steps.add(new Step.MakeDirectory(workdir.location(), clean, container.user()));
            noteLayer("WORKDIR " + path);
        }
    }

    private TransferReader transfers() {
        return new TransferReader(scope, sources, container.workingDir());
    }

    private void change(Consumer<ContainerConfig.Update> change) {
        container = container.with(change);
    }

    private void note(String text) {
        history.add(new History(Optional.of(created), text, "", COMMENT, true));
    }

    private void layer(TransferReader.Read read) {
        steps.add(read.step());
        noteLayer(read.history());
    }

    private void noteLayer(String text) {
        history.add(new History(Optional.of(created), text, "", COMMENT, false));
    }
}
