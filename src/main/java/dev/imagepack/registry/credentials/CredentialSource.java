package dev.imagepack.registry.credentials;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

/** A place where credentials may be. */
public interface CredentialSource {

    /** For messages, such as {@code settings.xml} or the path of a file. */
    String name();

    /**
     * What it has for a repository. A source that is broken is passed over with the reason; it never fails.
     *
     * @param access what they are for
     */
    CredentialAnswer ask(Repository repository, Access access);
}
