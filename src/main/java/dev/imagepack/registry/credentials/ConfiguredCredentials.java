package dev.imagepack.registry.credentials;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

/** What a configuration says about the credentials of each registry, for what is read and for what is written. */
public record ConfiguredCredentials(Map<Use, CredentialSettings> settings) {

    /** Nothing about any. */
    public static final ConfiguredCredentials NONE = new ConfiguredCredentials(Map.of());

    /**
     * What credentials are for.
     *
     * @param registry its name, {@code host[:port]}
     */
    public record Use(String registry, Access access) {}

    public ConfiguredCredentials {
        settings = Map.copyOf(settings);
    }

    /** What is said about a registry; nothing, if nothing is. */
    public CredentialSettings of(Repository repository, Access access) {
        if (settings.isEmpty()) {
            return CredentialSettings.NONE;
        }
        return RegistryNames.of(repository.domain()).stream()
                .map(name -> settings.get(new Use(name, access)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(CredentialSettings.NONE);
    }

    /** The two sources that a configuration holds: what is written out, then what a helper has. */
    public List<CredentialSource> sources(CredentialHelpers helpers) {
        return List.of(
                source("configuration", this::given),
                source(
                        "configured credentialHelper",
                        (repository, access) -> of(repository, access)
                                .helper()
                                .map(name -> helpers.ask(name, RegistryNames.server(repository.domain())))
                                .orElseGet(() -> new CredentialAnswer.PassedOver("none is configured for it"))));
    }

    private CredentialAnswer given(Repository repository, Access access) {
        Optional<Credentials> given = of(repository, access).given();
        return given.isPresent()
                ? new CredentialAnswer.Found(given.get(), "found")
                : new CredentialAnswer.PassedOver("names no credentials for it");
    }

    private interface Question {
        CredentialAnswer ask(Repository repository, Access access);
    }

    private static CredentialSource source(String name, Question question) {
        return new CredentialSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public CredentialAnswer ask(Repository repository, Access access) {
                return question.ask(repository, access);
            }
        };
    }
}
