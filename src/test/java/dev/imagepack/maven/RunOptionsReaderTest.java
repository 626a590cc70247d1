package dev.imagepack.maven;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.RunOptions;
import dev.imagepack.oci.ImageRef;

import static org.assertj.core.api.Assertions.assertThat;

class RunOptionsReaderTest {

    private static Written shop() {
        return Written.module().file("Dockerfile").file("token.txt");
    }

    private static RunOptions options(Written written) {
        return ((DockerfileRecipe) written.spec().recipe()).run();
    }

    private static RunOptions all(Written written) {
        return new RunOptions(
                true,
                new TreeMap<>(Map.of("db", "10.0.0.5", "gate", "host-gateway", "six", "::1")),
                RunOptions.Network.NONE,
                List.of(ImageRef.parse("registry.example/app:latest")),
                new TreeMap<>(Map.of(
                        "npm", new RunOptions.SecretFile(written.path("token.txt")),
                        "token", new RunOptions.SecretVariable("TOKEN"))));
    }

    @Test
    void nothingIsSetByDefault() {
        assertThat(options(shop().pom("<app>Dockerfile</app>"))).isEqualTo(RunOptions.NONE);
        assertThat(RunOptions.NONE.forCommands()).isEmpty();
    }

    @Test
    void aPomSaysThemAll() {
        Written written = shop().pom("""
                <app>
                  <dockerfile>Dockerfile</dockerfile>
                  <noCache>true</noCache>
                  <extraHosts><db>10.0.0.5</db><gate>host-gateway</gate><six>::1</six></extraHosts>
                  <network>none</network>
                  <cacheFrom><image>registry.example/app:latest</image></cacheFrom>
                  <secrets><npm>token.txt</npm><token>env:TOKEN</token></secrets>
                </app>""");
        assertThat(options(written)).isEqualTo(all(written));
        assertThat(options(written).forCommands()).containsExactly("extraHosts", "network", "cacheFrom", "secrets");
    }

    @Test
    void soDoesAYamlFile() {
        Written written = shop().yaml("""
                images:
                  app:
                    dockerfile: Dockerfile
                    no-cache: true
                    extra-hosts: {db: 10.0.0.5, gate: host-gateway, six: '::1'}
                    network: none
                    cache-from: [registry.example/app:latest]
                    secrets: {npm: token.txt, token: env:TOKEN}
                """);
        assertThat(options(written)).isEqualTo(all(written));
    }

    @Test
    void eachFaultSaysWhatToWrite() {
        assertThat(shop().pom("""
                <app>
                  <dockerfile>Dockerfile</dockerfile>
                  <extraHosts><db>localhost</db></extraHosts>
                  <network>bridge</network>
                  <secrets><npm>no.txt</npm><token>env:A B</token></secrets>
                </app>""").faults())
                .containsExactlyInAnyOrder(
                        "images.app.extraHosts.db (pom.xml): 'localhost' is no IP address"
                                + " → Write the host's name and its IP address, or host-gateway.",
                        "images.app.network (pom.xml): 'bridge' is no network of a build"
                                + " → Write default, none or host, or leave it out for default.",
                        "images.app.secrets.npm (pom.xml): there is no file 'no.txt'"
                                + " → Name the file, relative to the module, or write env:NAME.",
                        "images.app.secrets.token (pom.xml): 'A B' is no name of an environment variable"
                                + " → Name the file, relative to the module, or write env:NAME.");
    }

    @Test
    void anImageWithoutADockerfileHasNone() {
        assertThat(shop().pom("<app><from>scratch</from><noCache>true</noCache></app>")
                        .faults())
                .containsExactly(
                        "images.app.noCache (pom.xml): goes with a Dockerfile, but this image declares its layers"
                                + " → Leave it out.");
    }
}
