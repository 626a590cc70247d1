package dev.imagepack.build.buildah;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How buildah is told to store images and to keep commands apart from the machine. What is not told is as the user has it
 * set: containers.conf, storage.conf, {@code STORAGE_DRIVER}, {@code BUILDAH_ISOLATION}.
 *
 * @param storage options that come before the subcommand
 * @param isolation options of {@code build} and {@code run}
 */
record Setup(List<String> storage, List<String> isolation) {

    /** Everything as the user has it set. */
    static final Setup AS_CONFIGURED = new Setup(List.of(), List.of());

    private static final String ISOLATION = "BUILDAH_ISOLATION";
    private static final List<List<String>> AS_IT_IS = List.of(List.of());
    private static final List<String> VFS = List.of("--storage-driver", "vfs");
    private static final List<String> CHROOT = List.of("--isolation", "chroot");

    /**
     * What may work for a user, the best first. {@code chroot} needs neither a runtime nor control groups, {@code vfs} no
     * file system that can be stacked. What the environment chooses is not chosen otherwise.
     */
    static List<Setup> candidates(Map<String, String> environment) {
        List<Setup> candidates = new ArrayList<>();
        for (List<String> storage : isSet("STORAGE_DRIVER", environment) ? AS_IT_IS : List.of(List.<String>of(), VFS)) {
            for (List<String> isolation : isolations(environment)) {
                candidates.add(new Setup(storage, isolation));
            }
        }
        return candidates;
    }

    /** An option, for buildah does not compare the variable with what else is asked for. */
    private static List<List<String>> isolations(Map<String, String> environment) {
        return isSet(ISOLATION, environment)
                ? List.of(List.of("--isolation", environment.get(ISOLATION)))
                : List.of(List.of(), CHROOT);
    }

    private static boolean isSet(String variable, Map<String, String> environment) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    /** Whether commands only get another root directory, and have this machine's network whatever they are told. */
    boolean isChroot() {
        return isolation.stream().anyMatch("chroot"::equalsIgnoreCase);
    }

    /** The options, for messages. */
    @Override
    public String toString() {
        List<String> options = new ArrayList<>(storage);
        options.addAll(isolation);
        return options.isEmpty() ? "buildah as it is configured" : "buildah " + String.join(" ", options);
    }
}
