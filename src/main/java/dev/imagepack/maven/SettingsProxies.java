package dev.imagepack.maven;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;

import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.registry.http.HttpProxy;
import dev.imagepack.registry.http.ProxyChoice;

/** The active proxies of {@code settings.xml}: that of the scheme asked for, else, for https too, that of http. */
final class SettingsProxies implements ProxyChoice {

    private final List<Proxy> proxies;

    private SettingsProxies(List<Proxy> proxies) {
        this.proxies = proxies;
    }

    /** Those that are active, with passwords that Maven decrypts; empty if there is none. */
    static Optional<ProxyChoice> of(List<Proxy> all, SettingsDecrypter decrypter) {
        List<Proxy> active = all.stream()
                .filter(Proxy::isActive)
                .map(proxy -> decrypted(proxy, decrypter))
                .toList();
        return active.isEmpty() ? Optional.empty() : Optional.of(new SettingsProxies(active));
    }

    private static Proxy decrypted(Proxy proxy, SettingsDecrypter decrypter) {
        Proxy plain =
                decrypter.decrypt(new DefaultSettingsDecryptionRequest(proxy)).getProxy();
        return plain == null ? proxy : plain;
    }

    @Override
    public Optional<HttpProxy> before(String scheme, String host, int port) {
        return of(scheme)
                .or(() -> of("http"))
                .filter(proxy -> !isDirect(proxy, host))
                .map(SettingsProxies::read);
    }

    private Optional<Proxy> of(String scheme) {
        return proxies.stream()
                .filter(proxy -> scheme.equalsIgnoreCase(proxy.getProtocol()))
                .findFirst();
    }

    private static HttpProxy read(Proxy proxy) {
        boolean named = proxy.getUsername() != null && !proxy.getUsername().isEmpty();
        String password = proxy.getPassword() == null ? "" : proxy.getPassword();
        return new HttpProxy(
                proxy.getHost(),
                proxy.getPort(),
                named ? Optional.of(new Credentials.Password(proxy.getUsername(), password)) : Optional.empty());
    }

    /** Names with a star at either end, divided by bars. */
    private static boolean isDirect(Proxy proxy, String host) {
        String hosts = proxy.getNonProxyHosts() == null ? "" : proxy.getNonProxyHosts();
        return Arrays.stream(hosts.toLowerCase(Locale.ROOT).split("[|,\\s]+"))
                .filter(name -> !name.isEmpty())
                .anyMatch(name -> host.matches(Pattern.quote(name).replace("*", "\\E.*\\Q")));
    }
}
