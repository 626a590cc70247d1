package dev.imagepack.registry.credentials;

/** What somebody shows to a registry. No text form of any of them holds a secret. */
public sealed interface Credentials {

    /** Nothing: what anybody may do. */
    Credentials ANONYMOUS = new Anonymous();

    /** The user name that stands for an identity token in stores that know names and secrets only. */
    String TOKEN_USER = "<token>";

    /** These, or an identity token where the name says so. */
    static Credentials of(String username, String secret) {
        return username.equals(TOKEN_USER) ? new IdentityToken(secret) : new Password(username, secret);
    }

    /** Nothing. */
    record Anonymous() implements Credentials {}

    /** A name and a password, or whatever the registry takes for one. */
    record Password(String username, String password) implements Credentials {
        @Override
        public String toString() {
            return "Password[***]";
        }
    }

    /** A refresh token, as an OAuth2 token server takes it. */
    record IdentityToken(String token) implements Credentials {
        @Override
        public String toString() {
            return "IdentityToken[***]";
        }
    }
}
