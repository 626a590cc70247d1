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
        Map<String, RegistrySettings> settings, ConfiguredCredentials credentials, List<String> warnings) {}
