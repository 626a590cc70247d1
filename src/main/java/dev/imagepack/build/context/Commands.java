package dev.imagepack.build.context;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.HereDocument;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.RunMount;
import dev.imagepack.dockerfile.Stage;
import dev.imagepack.dockerfile.Transfer;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.Platform;

/** What the stages that an image needs ask of whoever runs them. */
public final class Commands {

    private final List<Stage> stages;
    private final List<Instruction> instructions;

    private Commands(List<Stage> stages, Function<Stage, List<Instruction>> steps) {
        this.stages = List.copyOf(stages);
        this.instructions =
                stages.stream().flatMap(stage -> steps.apply(stage).stream()).toList();
    }

    /** Those of a recipe, as far as its text alone says them: the triggers of its bases are not known. */
    static Commands of(DockerfileRecipe recipe, Platform platform) {
        return of(Stages.of(recipe, platform), recipe.target());
    }

    /** Whether an image's recipe runs a command, for all that its text says; not when it cannot be read. */
    public static boolean runsAny(ImageSpec spec) {
        try {
            return spec.recipe() instanceof DockerfileRecipe recipe
                    && !of(recipe, spec.platform()).runs().isEmpty();
        } catch (ImagepackException e) {
            return false;
        }
    }

    /** The same, for this target. */
    public static Commands of(Stages stages, Optional<String> target) {
        return new Commands(stages.needed(stages.target(target)), Stage::instructions);
    }

    /** Those of these stages, by what runs in each. */
    static Commands of(List<Stage> needed, Function<Stage, List<Instruction>> steps) {
        return new Commands(needed, steps);
    }

    /** The stages that are needed, as they stand in the file. */
    public List<Stage> stages() {
        return stages;
    }

    /** Every RUN of theirs. */
    List<Instruction.Run> runs() {
        return instructions().stream()
                .filter(Instruction.Run.class::isInstance)
                .map(Instruction.Run.class::cast)
                .toList();
    }

    /** The first RUN that mounts what only a client can give that stays connected: a secret, or a key for ssh. */
    public Optional<Instruction.Run> needingClient() {
        return mounting(RunMount::needsClient);
    }

    /** The first RUN with a mount of any kind. */
    public Optional<Instruction.Run> mounting() {
        return first(run -> !run.mounts().isEmpty());
    }

    /** The first RUN with such a mount. */
    public Optional<Instruction.Run> mounting(Predicate<RunMount> wanted) {
        return first(run -> mounts(run).stream().anyMatch(wanted));
    }

    /** The first RUN with {@code --network}. */
    public Optional<Instruction.Run> choosingNetwork() {
        return first(run -> run.network().isPresent());
    }

    /** The first RUN that asks for this network itself. */
    public Optional<Instruction.Run> choosing(RunOptions.Network network) {
        return first(run -> asksFor(run, network));
    }

    private static boolean asksFor(Instruction.Run run, RunOptions.Network network) {
        return run.network().filter(network.word()::equals).isPresent();
    }

    /** The first RUN with {@code --security}. */
    public Optional<Instruction.Run> choosingSecurity() {
        return first(run -> run.security().isPresent());
    }

    /** The first RUN that asks for all privileges. */
    public Optional<Instruction.Run> privileged() {
        return first(run -> run.security().filter("insecure"::equals).isPresent());
    }

    /** The first RUN with {@code --device}. */
    public Optional<Instruction.Run> wantingDevice() {
        return first(run -> !run.devices().isEmpty());
    }

    /**
     * The networks that commands see.
     *
     * @param standard of those that do not ask for another one
     */
    public Set<RunOptions.Network> networks(RunOptions.Network standard) {
        Set<RunOptions.Network> networks = EnumSet.noneOf(RunOptions.Network.class);
        runs().forEach(run -> networks.add(network(run, standard)));
        return networks.isEmpty() ? EnumSet.of(standard) : networks;
    }

    private static RunOptions.Network network(Instruction.Run run, RunOptions.Network standard) {
        return Stream.of(RunOptions.Network.NONE, RunOptions.Network.HOST)
                .filter(network -> asksFor(run, network))
                .findFirst()
                .orElse(standard);
    }

    private Optional<Instruction.Run> first(Predicate<Instruction.Run> wanted) {
        return runs().stream().filter(wanted).findFirst();
    }

    /** The first instruction with a here-document. */
    public Optional<Instruction> withDocument() {
        return instructions().stream()
                .filter(instruction -> !documents(instruction).isEmpty())
                .findFirst();
    }

    /** The first COPY or ADD with {@code --link}. */
    public Optional<Instruction> linking() {
        return instructions().stream()
                .filter(instruction ->
                        transfer(instruction).filter(Transfer::link).isPresent())
                .findFirst();
    }

    /** The first COPY or ADD with {@code --exclude}. */
    public Optional<Instruction> excluding() {
        return excluding(files -> true);
    }

    /**
     * The first one that leaves out files of something else than the root. Buildah counts the patterns from the root, BuildKit
     * from each source, so they mean other files.
     */
    public Optional<Instruction> excludingBelowRoot() {
        return excluding(files -> !files.sources().stream().allMatch(source -> source.matches("\\.?/?")));
    }

    private Optional<Instruction> excluding(Predicate<Transfer> also) {
        return instructions().stream()
                .filter(instruction -> transfer(instruction)
                        .filter(files -> !files.excludes().isEmpty())
                        .filter(also)
                        .isPresent())
                .findFirst();
    }

    /** The first COPY with {@code --parents}. */
    public Optional<Instruction> keepingParents() {
        return instructions().stream()
                .filter(instruction -> instruction instanceof Instruction.Copy copy && copy.parents())
                .findFirst();
    }

    /** The first COPY or ADD with {@code --chmod}. */
    public Optional<Instruction> changingMode() {
        return instructions().stream()
                .filter(instruction ->
                        transfer(instruction).flatMap(Transfer::chmod).isPresent())
                .findFirst();
    }

    /** What a RUN mounts. */
    static List<RunMount> mounts(Instruction.Run run) {
        return run.mounts().stream().map(RunMount::parse).toList();
    }

    /** What runs in all needed stages, in order. */
    public List<Instruction> instructions() {
        return instructions;
    }

    private static List<HereDocument> documents(Instruction instruction) {
        return instruction instanceof Instruction.Run run
                ? run.documents()
                : transfer(instruction).map(Transfer::documents).orElse(List.of());
    }

    private static Optional<Transfer> transfer(Instruction instruction) {
        if (instruction instanceof Instruction.Copy copy) {
            return Optional.of(copy.files());
        }
        return instruction instanceof Instruction.Add add ? Optional.of(add.files()) : Optional.empty();
    }
}
