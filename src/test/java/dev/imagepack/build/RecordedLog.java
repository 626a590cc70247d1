package dev.imagepack.build;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.ImageSpec;

/** Keeps what it is told, one line for each event. */
final class RecordedLog implements BuildLog {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    /** All lines about one image. */
    List<String> about(String alias) {
        return lines.stream().filter(line -> line.startsWith(alias + " ")).toList();
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void started(ImageSpec image, String builder) {
        lines.add(image.alias() + " started by " + builder);
    }

    @Override
    public void building(Alias alias, String reason) {
        lines.add(alias + " building: " + reason);
    }

    @Override
    public void downloading(Alias alias, String address) {
        lines.add(alias + " downloading: " + address);
    }

    @Override
    public void advanced(Alias alias, long bytes) {}

    @Override
    public void finished(BuildOutcome outcome) {
        lines.add(outcome.image().alias() + " finished, " + (outcome.reused() ? "reused" : "built"));
    }

    @Override
    public void warning(Alias alias, String message) {
        lines.add(alias + " warning: " + message);
    }
}
