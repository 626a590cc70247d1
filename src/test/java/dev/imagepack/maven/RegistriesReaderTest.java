package dev.imagepack.maven;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

import org.codehaus.plexus.configuration.xml.XmlPlexusConfiguration;
import org.codehaus.plexus.util.xml.Xpp3DomBuilder;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.imagepack.ImagepackException;
import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.credentials.CredentialSettings;
import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.registry.http.RegistrySettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the element registries and its user properties come to. */
class RegistriesReaderTest {

    private static final String CANARY = "canary-7f3a";

    @TempDir
    private Path directory;

    private final Properties properties = new Properties();

    private RegistriesConfiguration read(String... registries) {
        StringBuilder xml = new StringBuilder("<registries>");
        Arrays.stream(registries)
                .forEach(registry -> xml.append("<registry>").append(registry).append("</registry>"));
        Reading reading = new Reading(UserProperties.of(properties, UserProperties.OF_REGISTRIES), new Faults());
        try {
            ConfigNode tree = new PomTree(text -> text, reading.faults())
                    .read(new XmlPlexusConfiguration(Xpp3DomBuilder.build(
                            new StringReader(xml.append("</registries>").toString()))));
            RegistriesConfiguration read =
                    new RegistriesReader(new ModuleFacts(directory, "shop", "1"), reading).read(Optional.of(tree));
            reading.faults().throwIfAny();
            return read;
        } catch (IOException | XmlPullParserException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private CredentialSettings credentials(RegistriesConfiguration read, String host, Access access) {
        return read.credentials().of(new Repository(host, "app"), access);
    }

    @Test
    void everyKeyIsRead() throws Exception {
        Path ca = Files.writeString(directory.resolve("ca.pem"), "");
        Path certificate = Files.writeString(directory.resolve("me.pem"), "");
        Path key = Files.writeString(directory.resolve("me.key"), "");
        RegistriesConfiguration read =
                read("<host>localhost:5000</host><insecure>true</insecure><caFile>ca.pem</caFile>"
                        + "<clientCertificate>me.pem</clientCertificate><clientKey>me.key</clientKey>"
                        + "<mirrors><mirror>https://mirror.example.com/</mirror><mirror>harbor.example.com/hub</mirror></mirrors>"
                        + "<credentialHelper>docker-credential-pass</credentialHelper><serverId>ours</serverId>");
        assertThat(read.settings())
                .containsEntry(
                        "localhost:5000",
                        new RegistrySettings(
                                true,
                                Optional.of(ca),
                                Optional.of(certificate),
                                Optional.of(key),
                                List.of("mirror.example.com", "harbor.example.com/hub")));
        assertThat(credentials(read, "localhost:5000", Access.PULL))
                .isEqualTo(new CredentialSettings(Optional.empty(), Optional.of("pass"), Optional.of("ours")));
        assertThat(read.warnings()).isEmpty();
    }

    @Test
    void pushAndPullMayHaveTheirOwnCredentials() {
        RegistriesConfiguration read = read(
                "<host>r.example.com</host><username>anna</username><password>p:w</password>"
                        + "<push><username>bert</username><password>x</password></push><pull><serverId>reader</serverId></pull>");
        assertThat(credentials(read, "r.example.com", Access.PUSH).given()).contains(Credentials.of("bert", "x"));
        CredentialSettings pull = credentials(read, "r.example.com", Access.PULL);
        assertThat(pull.given()).contains(Credentials.of("anna", "p:w"));
        assertThat(pull.serverId()).contains("reader");
    }

    @Test
    void userPropertiesWinAndMayStandAlone() {
        properties.setProperty("imagepack.registries.r.example.com.insecure", "true");
        properties.setProperty("imagepack.registries.r.example.com.push.serverId", "ci");
        properties.setProperty("imagepack.registries.localhost:5000.username", "anna");
        properties.setProperty("imagepack.registries.localhost:5000.password", CANARY);
        properties.setProperty("imagepack.registries.docker.io.mirrors", "a.example.com,b.example.com:5000/hub");
        RegistriesConfiguration read = read("<host>r.example.com</host><insecure>false</insecure>");
        assertThat(read.settings()).containsOnlyKeys("r.example.com", "localhost:5000", "docker.io");
        assertThat(read.settings().get("r.example.com").insecure()).isTrue();
        assertThat(credentials(read, "r.example.com", Access.PUSH).serverId()).contains("ci");
        assertThat(credentials(read, "localhost:5000", Access.PULL).given()).contains(Credentials.of("anna", CANARY));
        assertThat(read.settings().get("docker.io").mirrors())
                .containsExactly("a.example.com", "b.example.com:5000/hub");
    }

    @Test
    void dockerHubHasOneName() {
        RegistriesConfiguration read = read("<host>index.docker.io</host><serverId>hub</serverId>");
        assertThat(read.settings()).containsOnlyKeys("docker.io");
        assertThat(credentials(read, "docker.io", Access.PULL).serverId()).contains("hub");
    }

    @Test
    void aPasswordInThePomIsWarnedOfWithoutIt() {
        List<String> warnings =
                new ArrayList<>(read("<host>r.example.com</host><push><username>anna</username><password>" + CANARY
                                + "</password></push>")
                        .warnings());
        assertThat(warnings)
                .containsExactly(
                        "registries[1].push.password is in the pom, which mvn -X prints: keep it in settings.xml,"
                                + " or in a credential helper");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<insecure>true</insecure>; registries[1] (pom.xml): does not say which registry it is",
                "<host>https://r.example.com</host>; registries[1].host (pom.xml): 'https://r.example.com' is no registry",
                "<host>nodots</host>; registries[1].host (pom.xml): 'nodots' is no registry",
                "<host>a.b</host><insecure>maybe</insecure>; registries[1].insecure (pom.xml): 'maybe' is neither",
                "<host>a.b</host><caFile>no.pem</caFile>; registries[1].caFile (pom.xml): there is no file no.pem",
                "<host>a.b</host><username>anna</username>; registries[1] (pom.xml): has a username without a password",
                "<host>a.b</host><password>canary-7f3a</password>; registries[1] (pom.xml): has a password without",
                "<host>a.b</host><mirrors><m>http://m.b</m></mirrors>; registries[1].mirrors (pom.xml): 'http:' is no",
                "<host>a.b</host><credentialHelper>../x</credentialHelper>; registries[1].credentialHelper (pom.xml):",
                "<host>a.b</host><skipTlsVerify>true</skipTlsVerify>; registries[1].skipTlsVerify (pom.xml): unknown key",
                "<host>a.b</host><push><passwort>canary-7f3a</passwort></push>; registries[1].push.passwort (pom.xml):",
                "canary-7f3a; registries[1].host (pom.xml): 'canary-7f3a' is no registry",
            })
    void aFaultNamesItsElement(String registry, String fault) {
        assertThatThrownBy(() -> read(registry))
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith(fault);
    }

    @Test
    void aRegistryStandsThereOnce() {
        assertThatThrownBy(() -> read("<host>a.b</host>", "<host>a.b</host>"))
                .hasMessageContaining("registries[2].host (pom.xml): 'a.b' is written twice");
    }

    @Test
    void aPropertyThatMeansNothingIsAFaultWithoutItsValue() {
        properties.setProperty("imagepack.registries.a.b.passwort", CANARY);
        assertThatThrownBy(() -> read())
                .hasMessage("-Dimagepack.registries.a.b.passwort: there is no such key of a registry");
    }
}
