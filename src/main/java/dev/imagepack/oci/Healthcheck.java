package dev.imagepack.oci;

import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How an engine finds out whether a container is well (Docker's addition to the configuration).
 *
 * @param test {@code [NONE]}, {@code [CMD, args…]} or {@code [CMD-SHELL, command]}
 * @param interval nanoseconds between two checks, 0 for the engine's default; so are the next three
 * @param timeout nanoseconds until a check counts as failed
 * @param startPeriod nanoseconds in which failures do not count
 * @param startInterval nanoseconds between two checks in that period
 * @param retries failures in a row until the container counts as unhealthy, 0 for the engine's default
 */
public record Healthcheck(
        List<String> test, long interval, long timeout, long startPeriod, long startInterval, int retries) {

    public Healthcheck {
        test = List.copyOf(test);
    }

    static Healthcheck read(Fields fields) {
        return new Healthcheck(
                fields.texts("Test").orElse(List.of()),
                fields.whole("Interval").orElse(0),
                fields.whole("Timeout").orElse(0),
                fields.whole("StartPeriod").orElse(0),
                fields.whole("StartInterval").orElse(0),
                (int) Math.max(0, Math.min(fields.whole("Retries").orElse(0), Integer.MAX_VALUE)));
    }

    /** As Docker writes it: what is not set is left out. */
    ObjectNode toNode() {
        ObjectNode node = Json.object();
        if (!test.isEmpty()) {
            node.set("Test", Json.texts(test));
        }
        put(node, "Interval", interval);
        put(node, "Timeout", timeout);
        put(node, "StartPeriod", startPeriod);
        put(node, "StartInterval", startInterval);
        put(node, "Retries", retries);
        return node;
    }

    private static void put(ObjectNode node, String name, long value) {
        if (value != 0) {
            node.put(name, value);
        }
    }
}
