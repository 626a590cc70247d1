package dev.imagepack.registry.credentials;

/** What one source said about one repository. */
public sealed interface CredentialAnswer {

    /** For messages: where exactly they are, or why there are none. Holds no secret. */
    String text();

    /** It has credentials. */
    record Found(Credentials credentials, String text) implements CredentialAnswer {}

    /** It has none, or none that can be used. */
    record PassedOver(String text) implements CredentialAnswer {}
}
