package dev.imagepack.build.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.build.context.BuildahCommands;
import dev.imagepack.build.context.BuildahPatterns;
import dev.imagepack.build.context.CommandRecipe;
import dev.imagepack.build.context.Commands;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.engine.EngineFacts;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.Platform;

/** What an engine cannot do over its API is said before the build begins, never left out silently. */
final class Refusals {

    private Refusals() {}

    /**
     * What no engine can do.
     *
     * @throws NoEngineException because a builder that is none can do it
     */
    static void check(CommandRecipe recipe) {
        recipe.commands().needingClient().ifPresent(run -> {
            throw new NoEngineException(
                    run.location() + ": RUN mounts a secret or a key for ssh, which an engine takes only from a client"
                            + " that stays connected to it; its API alone cannot give it",
                    "Install buildah, which can; or fetch what needs the secret in an earlier Maven phase, and COPY it.",
                    null);
        });
        recipe.commands().privileged().ifPresent(run -> {
            throw new NoEngineException(
                    run.location() + ": RUN --security=insecure: an engine allows it only to a client that asks for it;"
                            + " its API alone cannot ask",
                    "Write the command so that it needs no privileges.",
                    null);
        });
    }

    /**
     * Options, of the image and of commands, that this engine would pass over, or refuse in the middle of the build.
     *
     * @param image how messages call the image
     * @throws NoEngineException where another builder may do it
     */
    static void checkOptions(CommandRecipe recipe, String image, EngineFacts facts, String engine) {
        Commands commands = recipe.commands();
        RunOptions run = recipe.recipe().run();
        if (facts.store() == EngineFacts.Store.PODMAN) {
            refuseOfPodman(run, commands, image, engine + " (Podman)");
        } else if (run.network() != RunOptions.Network.HOST) {
            commands.choosing(RunOptions.Network.HOST).ifPresent(found -> {
                throw new NoEngineException(
                        found.location() + ": RUN --network=host: " + engine
                                + " gives a command the host's network only where the image's commands have it",
                        "Set <network>host</network>, or install buildah.",
                        null);
            });
        }
    }

    private static void refuseOfPodman(RunOptions run, Commands commands, String image, String podman) {
        if (!run.cacheFrom().isEmpty()) {
            throw new NoEngineException(
                    image + ".cacheFrom: " + podman + " does not take layers of other images",
                    "Leave cacheFrom out, or build with a Docker Engine.",
                    null);
        }
        if (commands.networks(run.network()).contains(RunOptions.Network.NONE)) {
            // It depends on its version and on how its service isolates commands, which nobody is told.
            String where = commands.choosing(RunOptions.Network.NONE)
                    .map(found -> found.location() + ": RUN --network=none")
                    .orElse(image + ".network");
            throw new NoEngineException(
                    where + ": commands may have the host's network at " + podman,
                    "Install buildah, or build with a Docker Engine.",
                    null);
        }
    }

    /**
     * What this engine is too old for; it would say that in the middle of the build, and not who knows more. A front end that
     * the Dockerfile names is not the engine's; Podman has no front ends.
     *
     * @throws NoEngineException because another builder may know it
     */
    static void checkVersion(CommandRecipe recipe, EngineFacts facts, String engine) {
        boolean isPodman = facts.store() == EngineFacts.Store.PODMAN;
        if (!isPodman && recipe.stages().file().syntax().isPresent()) {
            return;
        }
        Stream.of(Novelty.values())
                .filter(novelty -> novelty.isUnknownTo(facts))
                .forEach(novelty -> refuse(novelty, recipe.commands(), facts + " at " + engine));
        if (isPodman) {
            BuildahCommands.check(recipe.commands());
            BuildahPatterns.check(recipe.commands());
        }
    }

    private static void refuse(Novelty novelty, Commands commands, String engine) {
        novelty.in(commands).ifPresent(found -> {
            throw new NoEngineException(
                    found.location() + ": " + engine + " does not know " + novelty,
                    novelty.since() + "; so does a Docker Engine with BuildKit if the Dockerfile begins with"
                            + " # syntax=docker/dockerfile:1. Use one of these, or write the instruction in another way.",
                    null);
        });
    }

    /**
     * What this engine's builder without BuildKit cannot do; Podman has no other one.
     *
     * @throws NoEngineException where another builder may do it
     */
    static void checkClassic(CommandRecipe recipe, ImageSpec spec, EngineFacts facts, String engine) {
        if (facts.store() == EngineFacts.Store.PODMAN) {
            return;
        }
        Commands commands = recipe.commands();
        refuse(commands.mounting(), "RUN --mount", engine);
        refuse(commands.choosingNetwork(), "RUN --network", engine);
        refuse(commands.linking(), "--link", engine);
        refuse(commands.withDocument(), "a here-document", engine);
        refuse(commands.changingMode(), "--chmod", engine);
        refusePlatform(recipe, spec.platform(), facts, engine);
    }

    private static void refuse(Optional<? extends Instruction> instruction, String what, String engine) {
        instruction.ifPresent(found -> {
            throw new NoEngineException(
                    found.location() + ": " + what + " needs BuildKit, which " + engine + " cannot use here",
                    "Build with another engine, install buildah, or write the instruction without it.",
                    null);
        });
    }

    /** It would build for its own platform, and say nothing. */
    private static void refusePlatform(CommandRecipe recipe, Platform wanted, EngineFacts facts, String engine) {
        if (wanted.choices(List.of(facts.platform())).isEmpty()) {
            throw new ImagepackException(
                    recipe.recipe().describe() + ": without BuildKit, " + engine + " builds for " + facts.platform()
                            + " only, and the image is for " + wanted,
                    "Build with another engine, or set <platform>" + facts.platform() + "</platform>.");
        }
    }
}
