package dev.imagepack.maven;

import java.util.List;
import java.util.Map;

import dev.imagepack.registry.credentials.ConfiguredCredentials;
import dev.imagepack.registry.http.RegistrySettings;

/**
 * What a configuration says about registries.
 *
 * @param settings how each is reached, by its name
 * @param credentials who one is there
 * @param warnings what should be written otherwise
 */
record RegistriesConfiguration(
        Map<String, RegistrySettings> settings, ConfiguredCredentials credentials, List<String> warnings) {

    /** By hand, because the JVM takes long to make those that a record has, and every push needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RegistriesConfiguration configuration
                && settings.equals(configuration.settings)
                && credentials.settings().equals(configuration.credentials.settings())
                && warnings.equals(configuration.warnings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }
}
