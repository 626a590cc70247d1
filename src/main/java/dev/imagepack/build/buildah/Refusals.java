package dev.imagepack.build.buildah;

import java.util.Map;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.NoEngineException;
import dev.imagepack.build.context.BuildahCommands;
import dev.imagepack.build.context.BuildahPatterns;
import dev.imagepack.build.context.Commands;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.RunMount;
import dev.imagepack.image.RunOptions;

/**
 * What a recipe asks for that buildah cannot do, or not in this version. Said before anything is built, above all of what
 * buildah would pass over in silence.
 */
final class Refusals {

    /** The versions that learned what older ones do not know, as buildah's CHANGELOG.md has them. */
    private static final Version WITH_NETWORK = new Version(1, 30);

    private static final Version WITH_DOCUMENTS = new Version(1, 33);

    private static final Version WITH_EXCLUDE = new Version(1, 38);
    private static final Version WITH_PARENTS = new Version(1, 40);
    private static final Version WITH_LINK = new Version(1, 41);
    private static final Version WITH_SECRET_VARIABLE = new Version(1, 44);

    private static final String ENGINE = "Build it with a Docker-compatible engine, or write it in another way.";

    private final Version version;

    private Refusals(Version version) {
        this.version = version;
    }

    /**
     * Looks for it.
     *
     * @param environment that buildah gets
     * @throws ImagepackException naming the option
     * @throws NoEngineException naming the line of the Dockerfile that is too new for this version
     */
    static void check(RunOptions options, Commands commands, Version version, Map<String, String> environment) {
        refuse(options, commands, environment);
        new Refusals(version).refuse(commands);
    }

    private static void refuse(RunOptions options, Commands commands, Map<String, String> environment) {
        if (!options.cacheFrom().isEmpty()) {
            // Its own --cache-from names a repository that its --cache-to filled, with an image for each step.
            throw new NoEngineException(
                    "cacheFrom: buildah takes no layers from images",
                    "Leave it out, or build with a Docker Engine.",
                    null);
        }
        if (options.extraHosts().containsValue("host-gateway")) {
            throw new ImagepackException(
                    "extraHosts: buildah does not know the address host-gateway", "Write the IP address of the host.");
        }
        if (commands.networks(options.network()).contains(RunOptions.Network.NONE)
                && !options.extraHosts().isEmpty()) {
            throw new ImagepackException(
                    "extraHosts: buildah tells no hosts to commands without a network",
                    "Leave extraHosts or network out, or build with a Docker engine.");
        }
        options.secrets().forEach((id, secret) -> refuseUnset(id, secret, environment));
    }

    private static void refuseUnset(String id, RunOptions.Secret secret, Map<String, String> environment) {
        if (secret instanceof RunOptions.SecretVariable variable && !environment.containsKey(variable.name())) {
            throw new ImagepackException(
                    "secrets: the environment variable " + variable.name() + " of the secret '" + id + "' is not set",
                    "Set it where Maven runs.");
        }
    }

    private void refuse(Commands commands) {
        commands.choosingNetwork().ifPresent(found -> require(WITH_NETWORK, found, "RUN --network"));
        commands.mounting(Refusals::setsVariable)
                .ifPresent(found -> require(WITH_SECRET_VARIABLE, found, "secrets as variables"));
        commands.mounting(RunMount::isKey).ifPresent(Refusals::refuseKey);
        BuildahCommands.check(commands);
        commands.withDocument().ifPresent(found -> require(WITH_DOCUMENTS, found, "here-documents"));
        commands.linking().ifPresent(found -> require(WITH_LINK, found, "--link"));
        commands.excluding().ifPresent(found -> require(WITH_EXCLUDE, found, "--exclude"));
        commands.keepingParents().ifPresent(found -> require(WITH_PARENTS, found, "--parents"));
        BuildahPatterns.check(commands);
    }

    private static boolean setsVariable(RunMount mount) {
        return mount.type().equals("secret") && mount.values().containsKey("env");
    }

    /** A key that is not required, buildah would leave out in silence. */
    private static void refuseKey(Instruction.Run run) {
        throw new NoEngineException(
                run.location() + ": RUN mounts a key for ssh, and buildah is given none",
                "Fetch what needs the key in an earlier Maven phase, and COPY it.",
                null);
    }

    private void require(Version needed, Instruction instruction, String what) {
        if (version.isBefore(needed)) {
            throw new NoEngineException(
                    instruction.location() + ": buildah knows " + what + " since version " + needed
                            + ", and this one is " + version,
                    ENGINE,
                    null);
        }
    }
}
