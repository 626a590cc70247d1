package dev.imagepack.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a container of an image runs: the object {@code config} inside the configuration. Immutable; {@link #with} gives a
 * changed copy. Keys that are not known here survive with their exact bytes. Two are equal when they say the same.
 */
public final class ContainerConfig {

    /** Nothing set. */
    public static final ContainerConfig EMPTY = new ContainerConfig(new ContainerConfigDraft());

    private final List<String> env;
    private final SortedMap<String, String> labels;
    private final Optional<List<String>> entrypoint;
    private final Optional<List<String>> cmd;
    private final String workingDir;
    private final String user;
    private final String stopSignal;
    private final List<String> exposedPorts;
    private final List<String> volumes;
    private final List<String> shell;
    private final List<String> onBuild;
    private final Optional<Healthcheck> healthcheck;
    private final SortedMap<String, String> unknown;

    ContainerConfig(ContainerConfigDraft draft) {
        env = List.copyOf(draft.env);
        labels = draft.copyOfLabels();
        entrypoint = draft.entrypoint.map(List::copyOf);
        cmd = draft.cmd.map(List::copyOf);
        workingDir = draft.workingDir;
        user = draft.user;
        stopSignal = draft.stopSignal;
        exposedPorts = List.copyOf(draft.exposedPorts);
        volumes = List.copyOf(draft.volumes);
        shell = draft.shell;
        onBuild = draft.onBuild;
        healthcheck = draft.healthcheck;
        unknown = draft.copyOfUnknown();
    }

    /**
     * Reads the object {@code config} of an image's configuration.
     *
     * @param json its bytes, at most 4 MiB
     * @throws dev.imagepack.ImagepackException naming what has the wrong type
     */
    public static ContainerConfig parse(byte[] json) {
        String where = "container configuration";
        return ContainerConfigJson.read(
                new Fields(Json.parseObject(json, Documents.LARGEST, where), where, Complaints.refusing()),
                Json.members(json, Documents.LARGEST, where));
    }

    /** The object {@code config}: what is not set is left out. */
    public ObjectNode toNode() {
        return ContainerConfigJson.write(this);
    }

    /** {@code NAME=value}, first occurrence of a name keeps its place. */
    public List<String> env() {
        return env;
    }

    /** The value of one environment variable; the last one where a foreign image names it twice, as in a container. */
    public Optional<String> env(String name) {
        String start = name + "=";
        return env.stream()
                .filter(entry -> entry.startsWith(start))
                .reduce((earlier, later) -> later)
                .map(entry -> entry.substring(start.length()));
    }

    /** Sorted by key. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Absent is not the same as empty: an empty list clears what a base said. */
    public Optional<List<String>> entrypoint() {
        return entrypoint;
    }

    /** Absent is not the same as empty, as with {@link #entrypoint}. */
    public Optional<List<String>> cmd() {
        return cmd;
    }

    /** Empty where not set. */
    public String workingDir() {
        return workingDir;
    }

    /** Empty where not set. */
    public String user() {
        return user;
    }

    /** A name or a number as written; empty where not set. */
    public String stopSignal() {
        return stopSignal;
    }

    /** {@code 8080/tcp}, sorted. */
    public List<String> exposedPorts() {
        return exposedPorts;
    }

    /** Sorted. */
    public List<String> volumes() {
        return volumes;
    }

    /** The words before a command in shell form; empty where not set. */
    public List<String> shell() {
        return shell;
    }

    /** Triggers for the builds of child images, in order. */
    public List<String> onBuild() {
        return onBuild;
    }

    /** Empty where nothing is said, which inherits nothing either: an image has the check or has none. */
    public Optional<Healthcheck> healthcheck() {
        return healthcheck;
    }

    /** The keys that are not known here and their values as they are spelled, sorted by key. */
    public SortedMap<String, String> unknown() {
        return unknown;
    }

    /** This configuration with changes applied by {@code change} to a short-lived {@link Update}. */
    public ContainerConfig with(Consumer<Update> change) {
        ContainerConfigDraft draft = new ContainerConfigDraft(this);
        change.accept(draft);
        return draft.finish();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContainerConfig config && Json.text(toNode()).equals(Json.text(config.toNode()));
    }

    @Override
    public int hashCode() {
        return Json.text(toNode()).hashCode();
    }

    /** The canonical JSON. */
    @Override
    public String toString() {
        return Json.text(toNode());
    }

    /** Collects changes; valid only inside {@link ContainerConfig#with}. Each call returns the same object. */
    public interface Update {

        /** Sets one variable; a name that is there keeps its place. IllegalArgumentException for a name that is empty or holds {@code =}. */
        Update env(String name, String value);

        /** Replaces the whole environment, entries {@code NAME=value}. */
        Update environment(List<String> entries);

        /** Sets one label. */
        Update label(String key, String value);

        /** Takes all labels away. */
        Update noLabels();

        /** Sets the entrypoint; an empty list says that there is none, whatever a base said. */
        Update entrypoint(List<String> words);

        /** Takes the entrypoint away altogether. */
        Update noEntrypoint();

        /** Takes the command away altogether. */
        Update noCmd();

        /** Sets the command; an empty list says that there is none, whatever a base said. */
        Update cmd(List<String> words);

        /** Sets the working directory; an empty text takes it away. */
        Update workingDir(String path);

        /** Sets the user; an empty text takes it away. */
        Update user(String user);

        /** Sets the stop signal; an empty text takes it away. */
        Update stopSignal(String signal);

        /** Adds a port, {@code 8080/tcp}. */
        Update exposePort(String port);

        /** Adds a volume. */
        Update volume(String path);

        /** Replaces the shell; an empty list takes it away. */
        Update shell(List<String> words);

        /** Replaces all triggers. */
        Update onBuild(List<String> triggers);

        /** Replaces the health check. */
        Update healthcheck(Healthcheck healthcheck);

        /** Takes the health check away altogether. */
        Update noHealthcheck();

        /** Sets a key that has no method here, for instance {@code StopTimeout}. */
        Update unknown(String key, JsonNode value);

        /** Takes away a key that has no method here. */
        Update noUnknown(String key);
    }
}
