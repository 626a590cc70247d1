package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.apache.maven.plugin.logging.SystemStreamLog;

/** A log of Maven that keeps its lines instead of printing them. */
final class RecordedLines extends SystemStreamLog {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void info(CharSequence content) {
        lines.add("INFO " + content);
    }

    @Override
    public void warn(CharSequence content) {
        lines.add("WARN " + content);
    }

    @Override
    public void debug(Throwable error) {
        lines.add("DEBUG " + error.getClass().getSimpleName());
    }

    /** Each with its level: {@code INFO …}. */
    List<String> lines() {
        return List.copyOf(lines);
    }
}
