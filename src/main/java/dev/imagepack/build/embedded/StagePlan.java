package dev.imagepack.build.embedded;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.oci.ContainerConfig;
import dev.imagepack.oci.History;

/**
 * One stage, read to its end: what it does to files, and everything else that it says.
 *
 * @param parent the stage it continues; empty when it begins with an image
 * @param base the image at the bottom of it, that of its parent where it has one
 * @param steps in order, without the parent's
 * @param container how a container of it runs
 * @param history the base's, the parent's and its own lines
 * @param author who made it, empty if unknown
 * @param variables what ARG and ENV left behind, for stages that continue this one
 */
record StagePlan(
        Optional<StagePlan> parent,
        Base base,
        List<Step> steps,
        ContainerConfig container,
        List<History> history,
        String author,
        Map<String, String> variables) {

    StagePlan {
        steps = List.copyOf(steps);
        history = List.copyOf(history);
        variables = Map.copyOf(variables);
    }

    /** Two plans are the same only if they are one object: a stage is planned once. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
