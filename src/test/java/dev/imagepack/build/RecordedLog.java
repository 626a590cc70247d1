package dev.imagepack.build;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.oci.Platform;

/** Keeps what it is told, one line for each event. */
final class RecordedLog implements BuildLog {

    private final List<String> lines;
    private final String suffix;

    RecordedLog() {
        this(new CopyOnWriteArrayList<>(), "");
    }

    private RecordedLog(List<String> lines, String suffix) {
        this.lines = lines;
        this.suffix = suffix;
    }

    @Override
    public BuildLog forPlatform(Platform platform) {
        return new RecordedLog(lines, " " + platform);
    }

    /** All lines about one image. */
    List<String> about(String alias) {
        return lines.stream().filter(line -> line.startsWith(alias + " ")).toList();
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void started(ImageSpec image, String builder) {
        lines.add(image.alias() + suffix + " started by " + builder);
    }

    @Override
    public void building(Alias alias, String reason) {
        lines.add(alias + suffix + " building: " + reason);
    }

    @Override
    public void downloading(Alias alias, String address) {
        lines.add(alias + " downloading: " + address);
    }

    @Override
    public void finished(BuildOutcome outcome) {
        lines.add(outcome.image().alias() + suffix + " finished, " + (outcome.reused() ? "reused" : "built"));
    }

    @Override
    public void warning(Alias alias, String message) {
        lines.add(alias + suffix + " warning: " + message);
    }
}
