package dev.imagepack.maven;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.http.TransportLog;

/** What the goals say of the way to registries: each line once. */
final class TransportLines implements TransportLog {

    private final Consumer<String> info;
    private final Consumer<String> warn;
    private final Consumer<String> debug;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    TransportLines(Consumer<String> info, Consumer<String> warn, Consumer<String> debug) {
        this.info = info;
        this.warn = warn;
        this.debug = debug;
    }

    @Override
    public void accepted(Repository repository, Access access, String source) {
        String purpose = access == Access.PULL ? "pull" : "push";
        String name = repository.path().isEmpty() ? repository.domain() : repository.toString();
        debug.accept(name + ": credentials to " + purpose + ": " + source);
    }

    @Override
    public void refused(Repository repository, String source, String answer) {
        once(
                warn,
                repository.domain() + ": the credentials from " + source + " are not taken (" + answer
                        + "); the next source is tried");
    }

    @Override
    public void repeating(String request, String reason, Duration pause) {
        info.accept(request + ": " + reason + "; again in " + Readable.time(pause));
    }

    @Override
    public void passedOver(String mirror, Repository repository, String reason) {
        once(info, "the mirror " + mirror + " is of no use for " + repository + ": " + reason);
    }

    @Override
    public void withoutTls(String registry) {
        debug.accept(registry + ": is asked without TLS");
    }

    private void once(Consumer<String> level, String line) {
        if (said.add(line)) {
            level.accept(line);
        }
    }
}
