package dev.imagepack.registry.credentials;

import java.util.List;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

/**
 * The sources of credentials in the order in which they are asked. The first that has some is used; when the registry
 * refuses those, the next is asked; after the last one comes nobody at all, which is enough for what is public.
 */
public record CredentialSources(List<CredentialSource> inOrder) {

    /** Nobody. */
    public static final CredentialSources NONE = new CredentialSources(List.of());

    public CredentialSources {
        inOrder = List.copyOf(inOrder);
    }

    /** The credentials of one repository, to be gone through one after the other. */
    public CredentialSearch search(Repository repository, Access access) {
        return new CredentialSearch(this, repository, access);
    }
}
