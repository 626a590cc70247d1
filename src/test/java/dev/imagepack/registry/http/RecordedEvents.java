package dev.imagepack.registry.http;

import java.time.Duration;
import java.util.List;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

/** Writes down what a transport says it does. */
record RecordedEvents(List<String> lines) implements TransportLog {

    @Override
    public void accepted(Repository repository, Access access, String source) {
        lines.add("accepted " + repository + " " + access + " " + source);
    }

    @Override
    public void refused(Repository repository, String source, String answer) {
        lines.add("refused " + repository + " " + source + ": " + answer);
    }

    @Override
    public void repeating(String request, String reason, Duration pause) {
        lines.add("repeating " + request + ": " + reason + ", " + pause.toMillis() + " ms");
    }

    @Override
    public void passedOver(String mirror, Repository repository, String reason) {
        lines.add("passed over " + mirror + " for " + repository + ": " + reason);
    }

    @Override
    public void warned(String registry, String text) {
        lines.add("warned " + registry + ": " + text);
    }

    @Override
    public void withoutTls(String registry) {
        lines.add("without TLS " + registry);
    }
}
