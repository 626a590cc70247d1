package dev.imagepack.maven;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.http.TransportLog;

/** What is said of the ways to registries in a Maven run: of what would be said again and again, each line once. */
final class TransportLines implements TransportLog {

    private volatile @Nullable MavenLog latest;

    /** From now on this log takes the lines: that of the goal which began last, for the others may be over. */
    void to(MavenLog log) {
        latest = log;
    }

    private void info(String line) {
        say(log -> log.info(line));
    }

    private void say(Consumer<MavenLog> sentence) {
        MavenLog log = latest;
        if (log != null) {
            sentence.accept(log);
        }
    }

    @Override
    public void accepted(Repository repository, Access access, String source) {
        String purpose = access == Access.PULL ? "pull" : "push";
        say(log -> log.debug(repository + ": credentials to " + purpose + ": " + source));
    }

    @Override
    public void refused(Repository repository, String source, String answer) {
        String line = repository.domain() + ": the credentials from " + source + " are not taken (" + answer
                + "); the next source is tried";
        say(log -> log.warnOnce(line));
    }

    @Override
    public void repeating(String request, String reason, Duration pause) {
        info(request + ": " + reason + "; again in " + Readable.time(pause));
    }

    @Override
    public void passedOver(String mirror, Repository repository, String reason) {
        String line = "the mirror " + mirror + " is of no use for " + repository + ": " + reason;
        say(log -> log.infoOnce(line));
    }

    @Override
    public void warned(String registry, String text) {
        String line = registry + " says: " + text;
        say(log -> log.warnOnce(line));
    }

    @Override
    public void withoutTls(String registry) {
        say(log -> log.debug(registry + ": is asked without TLS"));
    }
}
