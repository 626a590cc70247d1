package dev.imagepack.registry.credentials;

import java.util.Optional;

/**
 * What a configuration says about the credentials of one registry.
 *
 * @param given written out
 * @param helper the program {@code docker-credential-<helper>} has them
 * @param serverId the id of the server in {@code settings.xml} that has them, if it is not the registry's name
 */
public record CredentialSettings(Optional<Credentials> given, Optional<String> helper, Optional<String> serverId) {

    /** Nothing. */
    public static final CredentialSettings NONE =
            new CredentialSettings(Optional.empty(), Optional.empty(), Optional.empty());

    /** This, and what {@code general} says where this says nothing. */
    public CredentialSettings or(CredentialSettings general) {
        return new CredentialSettings(
                given.or(general::given), helper.or(general::helper), serverId.or(general::serverId));
    }
}
