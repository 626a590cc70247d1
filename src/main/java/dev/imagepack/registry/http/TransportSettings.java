package dev.imagepack.registry.http;

import java.util.Locale;
import java.util.Map;

/**
 * How the registries of a build are reached.
 *
 * @param registries the settings of each registry that has some, by {@code host[:port]} as references name it
 * @param proxies which proxy stands before which host
 * @param timeouts how long to wait
 */
public record TransportSettings(Map<String, RegistrySettings> registries, ProxyChoice proxies, Timeouts timeouts) {

    /** Nothing special: no proxy, TLS everywhere but on this machine. */
    public static final TransportSettings PLAIN = new TransportSettings(Map.of(), ProxyChoice.NONE, Timeouts.USUAL);

    public TransportSettings {
        registries = Map.copyOf(registries);
    }

    /** Of a registry, {@code host[:port]}. */
    public RegistrySettings of(String domain) {
        RegistrySettings exact = registries.get(domain);
        return exact != null ? exact : registries.getOrDefault(domain.toLowerCase(Locale.ROOT), RegistrySettings.PLAIN);
    }
}
