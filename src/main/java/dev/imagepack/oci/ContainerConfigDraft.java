package dev.imagepack.oci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/** A container configuration while it is put together or changed. */
final class ContainerConfigDraft implements ContainerConfig.Update {

    List<String> env = new ArrayList<>();
    SortedMap<String, String> labels = new TreeMap<>();
    Optional<List<String>> entrypoint = Optional.empty();
    Optional<List<String>> cmd = Optional.empty();
    String workingDir = "";
    String user = "";
    String stopSignal = "";
    SortedSet<String> exposedPorts = new TreeSet<>();
    SortedSet<String> volumes = new TreeSet<>();
    List<String> shell = List.of();
    List<String> onBuild = List.of();
    Optional<Healthcheck> healthcheck = Optional.empty();
    SortedMap<String, String> unknown = new TreeMap<>();

    private boolean finished;

    ContainerConfigDraft() {}

    ContainerConfigDraft(ContainerConfig from) {
        env.addAll(from.env());
        labels.putAll(from.labels());
        entrypoint = from.entrypoint();
        cmd = from.cmd();
        workingDir = from.workingDir();
        user = from.user();
        stopSignal = from.stopSignal();
        exposedPorts.addAll(from.exposedPorts());
        volumes.addAll(from.volumes());
        shell = from.shell();
        onBuild = from.onBuild();
        healthcheck = from.healthcheck();
        unknown.putAll(from.unknown());
    }

    ContainerConfig finish() {
        open().finished = true;
        return new ContainerConfig(this);
    }

    SortedMap<String, String> copyOfLabels() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    SortedMap<String, String> copyOfUnknown() {
        return Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    private ContainerConfigDraft open() {
        if (finished) {
            throw new IllegalStateException("an update is valid only inside ContainerConfig.with");
        }
        return this;
    }

    @Override
    public ContainerConfigDraft env(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "environment variable " + Quoted.of(name) + ": a name must not be empty and must not hold =");
        }
        List<String> entries = open().env;
        int first = indexOf(name);
        entries.removeIf(entry -> entry.startsWith(name + "="));
        entries.add(first < 0 ? entries.size() : first, name + "=" + value);
        return this;
    }

    private int indexOf(String name) {
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).startsWith(name + "=")) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public ContainerConfigDraft environment(List<String> entries) {
        entries.forEach(ContainerConfigDraft::requireAssignment);
        open().env = new ArrayList<>(entries);
        return this;
    }

    static void requireAssignment(String entry) {
        if (entry.indexOf('=') < 0) {
            throw new IllegalArgumentException(
                    "environment entry " + Quoted.of(entry) + " has no =, expected NAME=value");
        }
    }

    @Override
    public ContainerConfigDraft label(String key, String value) {
        open().labels.put(key, value);
        return this;
    }

    @Override
    public ContainerConfigDraft noLabels() {
        open().labels.clear();
        return this;
    }

    @Override
    public ContainerConfigDraft entrypoint(List<String> words) {
        open().entrypoint = Optional.of(List.copyOf(words));
        return this;
    }

    @Override
    public ContainerConfigDraft noEntrypoint() {
        open().entrypoint = Optional.empty();
        return this;
    }

    @Override
    public ContainerConfigDraft cmd(List<String> words) {
        open().cmd = Optional.of(List.copyOf(words));
        return this;
    }

    @Override
    public ContainerConfigDraft noCmd() {
        open().cmd = Optional.empty();
        return this;
    }

    @Override
    public ContainerConfigDraft workingDir(String path) {
        open().workingDir = path;
        return this;
    }

    @Override
    public ContainerConfigDraft user(String name) {
        open().user = name;
        return this;
    }

    @Override
    public ContainerConfigDraft stopSignal(String signal) {
        open().stopSignal = signal;
        return this;
    }

    @Override
    public ContainerConfigDraft exposePort(String port) {
        open().exposedPorts.add(port);
        return this;
    }

    @Override
    public ContainerConfigDraft volume(String path) {
        open().volumes.add(path);
        return this;
    }

    @Override
    public ContainerConfigDraft shell(List<String> words) {
        open().shell = List.copyOf(words);
        return this;
    }

    @Override
    public ContainerConfigDraft onBuild(List<String> triggers) {
        open().onBuild = List.copyOf(triggers);
        return this;
    }

    @Override
    public ContainerConfigDraft healthcheck(Healthcheck check) {
        open().healthcheck = Optional.of(check);
        return this;
    }

    @Override
    public ContainerConfigDraft noHealthcheck() {
        open().healthcheck = Optional.empty();
        return this;
    }

    @Override
    public ContainerConfigDraft unknown(String key, JsonNode value) {
        if (ContainerConfigJson.KNOWN.contains(key)) {
            throw new IllegalArgumentException(key + " has a method of its own");
        }
        open().unknown.put(key, Json.text(value));
        return this;
    }

    @Override
    public ContainerConfigDraft noUnknown(String key) {
        open().unknown.remove(key);
        return this;
    }
}
