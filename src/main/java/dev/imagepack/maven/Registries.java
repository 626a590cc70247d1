package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import javax.inject.Singleton;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.crypto.SettingsDecrypter;

import dev.imagepack.registry.credentials.AuthFiles;
import dev.imagepack.registry.credentials.CredentialHelpers;
import dev.imagepack.registry.credentials.CredentialSource;
import dev.imagepack.registry.credentials.CredentialSources;
import dev.imagepack.registry.http.EnvironmentProxies;
import dev.imagepack.registry.http.HttpTransport;
import dev.imagepack.registry.http.JvmProxies;
import dev.imagepack.registry.http.ProxyChoice;
import dev.imagepack.registry.http.Timeouts;
import dev.imagepack.registry.http.TransportSettings;

/** The way to the registries of a build: what Maven, the environment and this user's files say about it, put together. */
@Singleton
final class Registries {

    private final SettingsDecrypter decrypter;

    @Inject
    Registries(SettingsDecrypter decrypter) {
        this.decrypter = decrypter;
    }

    /** The run's transport for a configuration. Opens no connection before it is asked to. */
    HttpTransport transport(MavenSession session, MavenRun run, RegistriesConfiguration configuration) {
        return run.transport(
                configuration,
                () -> HttpTransport.of(
                        new TransportSettings(configuration.settings(), proxies(session), Timeouts.USUAL),
                        sources(session, run, configuration),
                        run.lines()));
    }

    /** What an engine shows to registries for this user. */
    EngineAuthorizations authorizations(MavenSession session, MavenRun run, RegistriesConfiguration configuration) {
        return new EngineAuthorizations(() -> sources(session, run, configuration));
    }

    /** The active proxies of the settings, else those of the environment, else those of the JVM. */
    ProxyChoice proxies(MavenSession session) {
        return SettingsProxies.of(session.getSettings().getProxies(), decrypter)
                .or(() -> EnvironmentProxies.of(SessionEnvironment.of(session)))
                .orElseGet(JvmProxies::new);
    }

    /** In order: the configuration, its helper, {@code settings.xml}, the logins of container tools. */
    private CredentialSources sources(MavenSession session, MavenRun run, RegistriesConfiguration configuration) {
        Map<String, String> environment = SessionEnvironment.of(session);
        CredentialHelpers helpers = run.helpers(() -> CredentialHelpers.of(environment));
        List<CredentialSource> sources =
                new ArrayList<>(configuration.credentials().sources(helpers));
        sources.add(new SettingsServers(session.getSettings().getServers(), decrypter, configuration.credentials()));
        Path directory = Path.of(session.getExecutionRootDirectory()).toAbsolutePath();
        sources.addAll(AuthFiles.of(environment, home(session), directory, helpers));
        return new CredentialSources(sources);
    }

    private static Path home(MavenSession session) {
        return Path.of(session.getSystemProperties().getProperty("user.home", System.getProperty("user.home")));
    }
}
