package dev.imagepack.maven;

import java.util.Optional;
import javax.inject.Inject;

import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

import dev.imagepack.registry.http.HttpTransport;
import dev.imagepack.registry.http.ProxyChoice;

/** What the goals share that speak to registries. */
abstract class RegistriesGoal extends ImagesGoal {

    /**
     * How registries are reached and who one is there: one element for each registry that needs more than its name. Its
     * keys:
     *
     * <ul>
     *   <li>{@code host}: the registry as references name it, with its port where they have one</li>
     *   <li>{@code username} and {@code password}; or {@code credentialHelper}: the program
     *       {@code docker-credential-<helper>} has them; or {@code serverId}: the server in {@code settings.xml} that has
     *       them, if its id is not the host. A {@code password} belongs into {@code settings.xml}, since {@code mvn -X}
     *       prints what is in a pom</li>
     *   <li>{@code push} and {@code pull}: the same keys, for one of the two only</li>
     *   <li>{@code mirrors}: asked before the registry for what is read, each {@code host[:port][/prefix]}, with an element
     *       of its own where it needs one</li>
     *   <li>{@code insecure}: {@code true} allows plain HTTP if the registry does not speak TLS; this machine may always
     *       do so. Certificates are checked in any case</li>
     *   <li>{@code caFile}: certificates (PEM) of authorities that are trusted besides those of the JVM</li>
     *   <li>{@code clientCertificate} and {@code clientKey}: shown to a registry that asks for a certificate (PEM; the key
     *       in PKCS#8 or PKCS#1, not encrypted)</li>
     * </ul>
     *
     * <p>Every key has a user property, which wins over the pom:
     * {@code -Dimagepack.registries.localhost:5000.insecure=true},
     * {@code -Dimagepack.registries.registry.example.com.push.serverId=ci}. Credentials that are not here are looked for in
     * {@code settings.xml}, in {@code REGISTRY_AUTH_FILE}, in podman's {@code auth.json} and in Docker's
     * {@code config.json}. The default is none. Example:
     * {@code <registries><registry><host>registry.example.com</host><caFile>ca.pem</caFile></registry></registries>}
     */
    @Parameter
    private @Nullable PlexusConfiguration registries;

    @Inject
    private Registries ways;

    /** The parameter as this goal was given it. */
    Optional<PlexusConfiguration> ownRegistries() {
        return Optional.ofNullable(registries);
    }

    /** What the configuration says about registries; throws the faults in it. */
    RegistriesConfiguration registries(MavenLog log) {
        return registries(ownRegistries(), log);
    }

    /** As the other one, for the parameter of another goal. */
    RegistriesConfiguration registries(Optional<PlexusConfiguration> configured, MavenLog log) {
        Reading reading = new Reading(
                UserProperties.of(session().getUserProperties(), UserProperties.OF_REGISTRIES), new Faults());
        Optional<ConfigNode> written =
                configured.map(xml -> new PomTree(Expressions.of(session(), execution()), reading.faults()).read(xml));
        RegistriesConfiguration read = new RegistriesReader(module(), reading).read(written);
        reading.faults().throwIfAny();
        read.warnings().forEach(log::warnOnce);
        return read;
    }

    /** The proxies between here and the network. */
    ProxyChoice proxies() {
        return ways.proxies(session());
    }

    /** The way to the registries, shared by all goals of this Maven run that configure it in the same way. */
    HttpTransport transport(MavenLog log) {
        return transport(registries(log), log);
    }

    /** As the other one, for a configuration that was read already. */
    HttpTransport transport(RegistriesConfiguration configuration, MavenLog log) {
        thisRun().lines().to(log);
        return ways.transport(session(), thisRun(), configuration);
    }

    /** What an engine shows to registries for this user. */
    EngineAuthorizations authorizations(RegistriesConfiguration configuration) {
        return ways.authorizations(session(), thisRun(), configuration);
    }
}
