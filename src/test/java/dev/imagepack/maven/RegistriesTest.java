package dev.imagepack.maven;

import java.util.Optional;
import java.util.Properties;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import dev.imagepack.registry.http.HttpProxy;

import static org.assertj.core.api.Assertions.assertThat;

/** Who says which proxy is before a registry. */
class RegistriesTest {

    private final Settings settings = new Settings();
    private final Properties system = new Properties();

    private Optional<HttpProxy> proxy() {
        MavenSession session = Mockito.mock(MavenSession.class);
        Mockito.when(session.getSettings()).thenReturn(settings);
        Mockito.when(session.getSystemProperties()).thenReturn(system);
        return new Registries(RegistriesTest::decrypt).proxies(session).before("https", "registry.example", 443);
    }

    /** There is nothing to decrypt. */
    private static SettingsDecryptionResult decrypt(SettingsDecryptionRequest request) {
        SettingsDecryptionResult result = Mockito.mock(SettingsDecryptionResult.class);
        Mockito.when(result.getProxies()).thenReturn(request.getProxies());
        Mockito.when(result.getProxy()).thenReturn(request.getProxies().get(0));
        return result;
    }

    @Test
    void theSettingsComeBeforeTheEnvironmentAndThatBeforeTheJvm() {
        system.setProperty("env.PATH", "/bin");
        assertThat(proxy()).isEmpty();
        system.setProperty("env.HTTPS_PROXY", "http://environment:3128");
        assertThat(proxy()).contains(new HttpProxy("environment", 3128, Optional.empty()));
        Proxy set = new Proxy();
        set.setActive(true);
        set.setProtocol("https");
        set.setHost("settings");
        set.setPort(8080);
        settings.addProxy(set);
        assertThat(proxy()).contains(new HttpProxy("settings", 8080, Optional.empty()));
    }
}
