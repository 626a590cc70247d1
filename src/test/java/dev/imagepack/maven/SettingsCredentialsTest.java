package dev.imagepack.maven;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.building.DefaultSettingsProblem;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.ConfiguredCredentials;
import dev.imagepack.registry.credentials.CredentialAnswer;
import dev.imagepack.registry.credentials.CredentialSettings;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.registry.http.HttpProxy;
import dev.imagepack.registry.http.ProxyChoice;

import static org.assertj.core.api.Assertions.assertThat;

/** What settings.xml says about registries and proxies, decrypted. */
class SettingsCredentialsTest {

    private static final String CANARY = "canary-7f3a";

    /** Takes braces away; what is marked as bad it complains about, quoting it, as some decrypters do. */
    private static final SettingsDecrypter DECRYPTER = request -> new SettingsDecryptionResult() {
        @Override
        public Server getServer() {
            return getServers().isEmpty() ? null : getServers().get(0);
        }

        @Override
        public List<Server> getServers() {
            request.getServers().forEach(server -> server.setPassword(plain(server.getPassword())));
            return request.getServers();
        }

        @Override
        public Proxy getProxy() {
            return getProxies().isEmpty() ? null : getProxies().get(0);
        }

        @Override
        public List<Proxy> getProxies() {
            request.getProxies().forEach(proxy -> proxy.setPassword(plain(proxy.getPassword())));
            return request.getProxies();
        }

        @Override
        public List<SettingsProblem> getProblems() {
            return problems(request);
        }
    };

    private static String plain(String password) {
        return password == null ? null : password.replaceAll("[{}]", "");
    }

    private static List<SettingsProblem> problems(SettingsDecryptionRequest request) {
        return request.getServers().stream()
                .filter(server -> server.getPassword().startsWith("{bad"))
                .<SettingsProblem>map(server -> new DefaultSettingsProblem(
                        "cannot decrypt " + server.getPassword(), SettingsProblem.Severity.ERROR, "x", 1, 1, null))
                .toList();
    }

    private static Server server(String id, String username, String password) {
        Server server = new Server();
        server.setId(id);
        server.setUsername(username);
        server.setPassword(password);
        return server;
    }

    private static CredentialAnswer ask(String domain, ConfiguredCredentials configured, Server... servers) {
        return new SettingsServers(List.of(servers), DECRYPTER, configured)
                .ask(new Repository(domain, "app"), Access.PULL);
    }

    @Test
    void theIdIsTheRegistrysName() {
        assertThat(ask(
                        "localhost:5000",
                        ConfiguredCredentials.NONE,
                        server("localhost", "bert", "x"),
                        server("localhost:5000", "anna", "{" + CANARY + "}")))
                .isEqualTo(new CredentialAnswer.Found(
                        new Credentials.Password("anna", CANARY), "found in the server localhost:5000"));
    }

    @ParameterizedTest
    @CsvSource({"docker.io", "index.docker.io", "registry-1.docker.io", "https://index.docker.io/v1/"})
    void dockerHubHasSeveral(String id) {
        assertThat(ask("docker.io", ConfiguredCredentials.NONE, server(id, "anna", "x")))
                .isInstanceOf(CredentialAnswer.Found.class);
    }

    @Test
    void theConfigurationMayNameAnother() {
        ConfiguredCredentials configured = new ConfiguredCredentials(Map.of(
                new ConfiguredCredentials.Use("r.example.com", Access.PULL),
                new CredentialSettings(Optional.empty(), Optional.empty(), Optional.of("ours"))));
        assertThat(ask("r.example.com", configured, server("r.example.com", "bert", "x"), server("ours", "anna", "y")))
                .isEqualTo(
                        new CredentialAnswer.Found(new Credentials.Password("anna", "y"), "found in the server ours"));
        assertThat(ask("r.example.com", configured, server("r.example.com", "bert", "x")))
                .isEqualTo(new CredentialAnswer.PassedOver("has no server with the id ours"));
    }

    @Test
    void aTokenIsSaidByTheName() {
        assertThat(ask("r.example.com", ConfiguredCredentials.NONE, server("r.example.com", "<token>", CANARY)))
                .isInstanceOfSatisfying(
                        CredentialAnswer.Found.class,
                        found -> assertThat(found.credentials()).isEqualTo(new Credentials.IdentityToken(CANARY)));
    }

    @Test
    void whatCannotBeUsedIsPassedOverAndNotShown() {
        assertThat(ask(
                        "r.example.com",
                        ConfiguredCredentials.NONE,
                        server("r.example.com", "a", "{bad " + CANARY + "}")))
                .isEqualTo(new CredentialAnswer.PassedOver(
                        "the server r.example.com has a password that cannot be decrypted"));
        assertThat(ask("r.example.com", ConfiguredCredentials.NONE, server("r.example.com", null, "x")))
                .isEqualTo(new CredentialAnswer.PassedOver("the server r.example.com lacks a username or a password"));
    }

    private static Proxy proxy(String protocol, String host, String except) {
        Proxy proxy = new Proxy();
        proxy.setActive(true);
        proxy.setProtocol(protocol);
        proxy.setHost(host);
        proxy.setPort(3128);
        proxy.setNonProxyHosts(except);
        return proxy;
    }

    @Test
    void aProxyServesItsSchemeAndThatOfHttpAlsoTls() {
        Proxy named = proxy("https", "secure", null);
        named.setUsername("anna");
        named.setPassword("{pw}");
        ProxyChoice both = SettingsProxies.of(List.of(proxy("http", "plain", null), named), DECRYPTER)
                .orElseThrow();
        assertThat(both.before("https", "a.b", 443))
                .contains(new HttpProxy("secure", 3128, Optional.of(new Credentials.Password("anna", "pw"))));
        assertThat(both.before("http", "a.b", 80)).contains(new HttpProxy("plain", 3128, Optional.empty()));
        ProxyChoice one = SettingsProxies.of(List.of(proxy("http", "plain", null)), DECRYPTER)
                .orElseThrow();
        assertThat(one.before("https", "a.b", 443)).contains(new HttpProxy("plain", 3128, Optional.empty()));
    }

    @Test
    void oneThatIsNotActiveIsNone() {
        Proxy idle = proxy("http", "plain", null);
        idle.setActive(false);
        assertThat(SettingsProxies.of(List.of(idle), DECRYPTER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.com|localhost, registry.example.com, true",
        "*.example.com|localhost, example.com, false",
        "10.*, 10.1.2.3, true",
        "10.*, 110.1.2.3, false",
        "registry.EXAMPLE.com, registry.example.com, true",
        "registry.example.com, registryXexample.com, false",
        "'', registry.example.com, false",
    })
    void someHostsAreReachedWithoutOne(String except, String host, boolean direct) {
        ProxyChoice choice = SettingsProxies.of(List.of(proxy("https", "p", except)), DECRYPTER)
                .orElseThrow();
        assertThat(choice.before("https", host, 443).isEmpty()).isEqualTo(direct);
    }
}
