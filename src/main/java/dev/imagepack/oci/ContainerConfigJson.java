package dev.imagepack.oci;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A container configuration as the object {@code config} of an image's configuration says it (image-spec, config.md, and Docker's additions). */
final class ContainerConfigJson {

    /** The keys that {@link ContainerConfig} has a method for. */
    static final Set<String> KNOWN = Set.of(
            "Env",
            "Labels",
            "Entrypoint",
            "Cmd",
            "WorkingDir",
            "User",
            "StopSignal",
            "ExposedPorts",
            "Volumes",
            "Shell",
            "OnBuild",
            "Healthcheck");

    private ContainerConfigJson() {}

    /**
     * What the object says; every fault is a complaint.
     *
     * @param members the same object's values as they are spelled
     */
    static ContainerConfig read(Fields fields, Map<String, String> members) {
        ContainerConfigDraft draft = new ContainerConfigDraft();
        draft.env.addAll(env(fields));
        draft.labels.putAll(fields.textMap("Labels"));
        draft.entrypoint = fields.texts("Entrypoint");
        draft.cmd = fields.texts("Cmd");
        draft.workingDir = fields.text("WorkingDir").orElse("");
        draft.user = fields.text("User").orElse("");
        draft.stopSignal = fields.text("StopSignal").orElse("");
        draft.exposedPorts.addAll(fields.keys("ExposedPorts"));
        draft.volumes.addAll(fields.keys("Volumes"));
        draft.shell = fields.texts("Shell").orElse(List.of());
        draft.onBuild = fields.texts("OnBuild").orElse(List.of());
        draft.healthcheck = fields.object("Healthcheck").map(Healthcheck::read);
        members.forEach((key, json) -> {
            if (!KNOWN.contains(key)) {
                draft.unknown.put(key, json);
            }
        });
        return draft.finish();
    }

    private static List<String> env(Fields fields) {
        List<String> env = fields.texts("Env").orElse(List.of());
        for (String entry : env) {
            if (entry.indexOf('=') < 0) {
                fields.complain("env", "Env holds " + Quoted.of(entry) + ", expected NAME=value");
            }
        }
        return env;
    }

    static ObjectNode write(ContainerConfig config) {
        ObjectNode node = Json.object();
        config.unknown().forEach((key, json) -> node.set(key, Json.raw(json)));
        put(node, "Env", config.env());
        if (!config.labels().isEmpty()) {
            config.labels().forEach(node.putObject("Labels")::put);
        }
        putIfSaid(node, "Entrypoint", config.entrypoint());
        putIfSaid(node, "Cmd", config.cmd());
        put(node, "WorkingDir", config.workingDir());
        put(node, "User", config.user());
        put(node, "StopSignal", config.stopSignal());
        putKeys(node, "ExposedPorts", config.exposedPorts());
        putKeys(node, "Volumes", config.volumes());
        put(node, "Shell", config.shell());
        put(node, "OnBuild", config.onBuild());
        config.healthcheck().ifPresent(check -> node.set("Healthcheck", check.toNode()));
        return node;
    }

    private static void put(ObjectNode node, String key, List<String> values) {
        if (!values.isEmpty()) {
            node.set(key, Json.texts(values));
        }
    }

    private static void putIfSaid(ObjectNode node, String key, Optional<List<String>> values) {
        values.ifPresent(words -> node.set(key, Json.texts(words)));
    }

    private static void put(ObjectNode node, String key, String value) {
        if (!value.isEmpty()) {
            node.put(key, value);
        }
    }

    private static void putKeys(ObjectNode node, String key, List<String> keys) {
        if (!keys.isEmpty()) {
            ObjectNode set = node.putObject(key);
            keys.forEach(set::putObject);
        }
    }
}
