package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.imagepack.build.NoEngineException;
import dev.imagepack.image.RunOptions;
import dev.imagepack.io.ProgramSearch;

/**
 * Finds out, once, which storage and which isolation work for the user who builds: by running a command that does nothing, in
 * each network that is needed.
 */
final class Setups {

    private static final String CONTAINER = "imagepack-probe";

    /** Where programs of this machine have what they need; the container sees these directories. */
    private static final List<String> OF_PROGRAMS =
            List.of("/bin", "/lib", "/lib32", "/lib64", "/usr", "/nix/store", "/gnu/store");

    private final Path program;
    private final Map<String, String> environment;
    private final Map<Set<RunOptions.Network>, Setup> found = new HashMap<>();

    Setups(Path program, Map<String, String> environment) {
        this.program = program;
        this.environment = environment;
    }

    /**
     * The first candidate that works.
     *
     * @param scratch where directories for a moment go
     * @param networks that commands shall see
     * @throws NoEngineException when none does, with what was tried and what happened
     */
    synchronized Setup find(Path scratch, Set<RunOptions.Network> networks) throws IOException {
        Setup known = found.get(networks);
        if (known == null) {
            known = search(scratch, networks);
            found.put(Set.copyOf(networks), known);
        }
        return known;
    }

    private Setup search(Path scratch, Set<RunOptions.Network> networks) throws IOException {
        List<String> tried = new ArrayList<>();
        for (Setup candidate : Setup.candidates(environment)) {
            Optional<String> hindrance = hindrance(candidate, scratch, networks);
            if (hindrance.isEmpty()) {
                return candidate;
            }
            tried.add(candidate + ": " + hindrance.get());
        }
        throw new NoEngineException(
                program + " can run no command here, for this user" + seeing(networks) + "; tried:"
                        + String.join(
                                "", tried.stream().map(line -> "\n- " + line).toList()),
                advice(networks),
                null);
    }

    private static String seeing(Set<RunOptions.Network> networks) {
        return networks.stream()
                .filter(network -> network != RunOptions.Network.DEFAULT)
                .sorted()
                .map(network -> " and with network " + network.word())
                .collect(Collectors.joining());
    }

    private static String advice(Set<RunOptions.Network> networks) {
        String isolation = networks.contains(RunOptions.Network.NONE)
                ? "An isolation with networks of its own is needed: leave BUILDAH_ISOLATION out, or let it be oci or rootless. "
                : "";
        return isolation
                + "Give the user subordinate IDs (/etc/subuid and /etc/subgid, with the programs newuidmap and newgidmap) and"
                + " let it make user namespaces, build as root, or start a Docker-compatible engine.";
    }

    private Optional<String> hindrance(Setup candidate, Path scratch, Set<RunOptions.Network> networks)
            throws IOException {
        if (candidate.isChroot() && networks.contains(RunOptions.Network.NONE)) {
            return Optional.of("isolation chroot has no network of its own, so commands would see this machine's");
        }
        try (Buildah buildah = Buildah.in(scratch, program, environment, candidate, warning -> {})) {
            buildah.ask(List.of("from", "--quiet", "--name", CONTAINER, "scratch"));
            for (RunOptions.Network network : networks) {
                buildah.ask(command(candidate, network));
            }
            return Optional.empty();
        } catch (BuildahFailure e) {
            return Optional.of(e.reason());
        }
    }

    private List<String> command(Setup candidate, RunOptions.Network network) {
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(candidate.isolation());
        command.addAll(BuildArguments.network(network));
        directories().forEach(directory -> command.addAll(List.of("--volume", directory + ":" + directory + ":ro")));
        command.addAll(List.of(CONTAINER, nothing()));
        return command;
    }

    private static Stream<String> directories() {
        return OF_PROGRAMS.stream().filter(directory -> Files.isDirectory(Path.of(directory)));
    }

    private String nothing() {
        return ProgramSearch.of(environment).find("true").map(Path::toString).orElse("/bin/true");
    }
}
