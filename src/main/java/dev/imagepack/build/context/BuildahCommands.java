package dev.imagepack.build.context;

import java.util.Optional;

import dev.imagepack.build.NoEngineException;
import dev.imagepack.dockerfile.Instruction;
import dev.imagepack.dockerfile.RunMount;

/**
 * What no Buildah, by itself or inside Podman, gives to a command. It would say so when it comes to that command, after
 * those before it have run.
 *
 * @see <a href="https://github.com/containers/buildah/blob/main/internal/volumes/volumes.go">how it reads mounts</a>
 */
public final class BuildahCommands {

    private BuildahCommands() {}

    /** @throws NoEngineException because a Docker Engine may give it */
    public static void check(Commands commands) {
        refuse(commands.choosingSecurity(), "RUN --security");
        refuse(commands.wantingDevice(), "RUN --device");
        refuse(commands.mounting(BuildahCommands::isSized), "the size of a tmpfs mount");
        refuse(commands.mounting(BuildahCommands::isPrivate), "sharing=private of a cache mount");
    }

    private static boolean isSized(RunMount mount) {
        return mount.type().equals("tmpfs") && mount.values().containsKey("size");
    }

    private static boolean isPrivate(RunMount mount) {
        return mount.type().equals("cache") && "private".equals(mount.values().get("sharing"));
    }

    private static void refuse(Optional<Instruction.Run> run, String what) {
        run.ifPresent(found -> {
            throw new NoEngineException(
                    found.location() + ": Buildah does not know " + what,
                    "Build with a Docker Engine, or write the instruction without it.",
                    null);
        });
    }
}
