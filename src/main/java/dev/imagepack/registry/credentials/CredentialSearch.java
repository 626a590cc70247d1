package dev.imagepack.registry.credentials;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialTrace.Line;

/** Goes through the sources for one repository, asking each only when its turn comes. Not safe for several threads. */
public final class CredentialSearch {

    private static final String NOBODY = "anonymous";

    private final Iterator<CredentialSource> remaining;
    private final Repository repository;
    private final Access access;
    private final List<Line> lines = new ArrayList<>();
    private Credentials current = Credentials.ANONYMOUS;
    private String source = NOBODY;
    private boolean exhausted;

    CredentialSearch(CredentialSources sources, Repository repository, Access access) {
        this.remaining = sources.inOrder().iterator();
        this.repository = repository;
        this.access = access;
        advance();
    }

    /** What is to be shown now; nothing, once no source is left. */
    public Credentials current() {
        return current;
    }

    /** Where the current ones are from. */
    public String source() {
        return source;
    }

    /**
     * The registry does not take the current ones: goes on to the next.
     *
     * @param answer what it said
     * @return whether there is something else to try
     */
    public boolean refused(String answer) {
        note("refused: " + answer);
        if (exhausted) {
            return false;
        }
        advance();
        return true;
    }

    /** The registry takes the current ones. */
    public void accepted(String answer) {
        note("accepted: " + answer);
    }

    private void note(String answer) {
        int last = lines.size() - 1;
        if (exhausted && last >= 0 && lines.get(last).source().equals(NOBODY)) {
            lines.set(last, new Line(NOBODY, answer));
        } else if (exhausted) {
            lines.add(new Line(NOBODY, answer));
        } else {
            lines.set(last, new Line(source, lines.get(last).outcome() + "; " + answer));
        }
    }

    private void advance() {
        while (remaining.hasNext()) {
            CredentialSource next = remaining.next();
            CredentialAnswer answer = next.ask(repository, access);
            lines.add(new Line(next.name(), answer.text()));
            if (answer instanceof CredentialAnswer.Found found) {
                current = found.credentials();
                source = next.name();
                return;
            }
        }
        exhausted = true;
        current = Credentials.ANONYMOUS;
        source = NOBODY;
    }

    /** What happened so far. */
    public CredentialTrace trace() {
        return new CredentialTrace(lines);
    }
}
