package dev.imagepack.maven;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Json;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.registry.credentials.RegistryNames;

/**
 * What an engine shows to the registry of an image for us: the value of {@code X-Registry-Auth}.
 *
 * @param sources looked for when an engine pulls something, and not before
 * @see <a href="https://docs.docker.com/reference/api/engine/version/v1.41/#section/Authentication">Docker's API</a>
 */
record EngineAuthorizations(Supplier<CredentialSources> sources) implements Function<ImageRef, Optional<String>> {

    /** Empty where this user has no credentials. */
    @Override
    public Optional<String> apply(ImageRef image) {
        Credentials credentials =
                sources.get().search(Repository.of(image), Access.PULL).current();
        ObjectNode object = Json.object();
        if (credentials instanceof Credentials.Password password) {
            object.put("username", password.username()).put("password", password.password());
        } else if (credentials instanceof Credentials.IdentityToken token) {
            object.put("identitytoken", token.token());
        } else {
            return Optional.empty();
        }
        object.put("serveraddress", RegistryNames.server(image.domain()));
        byte[] json = Json.text(object).getBytes(StandardCharsets.UTF_8);
        return Optional.of(Base64.getUrlEncoder().encodeToString(json));
    }
}
