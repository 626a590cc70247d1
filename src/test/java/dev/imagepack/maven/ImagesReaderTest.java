package dev.imagepack.maven;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.Checks;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.image.RemoteEngine;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

import static org.assertj.core.api.Assertions.assertThat;

class ImagesReaderTest {

    private static Written shop() {
        return Written.module().file("docker/app.Dockerfile").file("Dockerfile");
    }

    private static DockerfileRecipe recipe(ImageSpec spec) {
        return (DockerfileRecipe) spec.recipe();
    }

    @Test
    void aTextIsShortForADockerfile() {
        Written written = shop().yaml("images: {app: docker/app.Dockerfile}");
        ImageSpec app = written.spec();
        assertThat(app.alias()).isEqualTo(new Alias("app"));
        assertThat(recipe(app).source())
                .isEqualTo(new DockerfileRecipe.InFile(written.path("docker/app.Dockerfile"), "docker/app.Dockerfile"));
        assertThat(recipe(app).context()).isEqualTo(written.path("docker"));
        assertThat(app.builder()).isEqualTo(new BuilderChoice.Auto());
        assertThat(app.upstreamMatch()).isEqualTo(UpstreamMatch.NOTHING);
        assertThat(app.platform()).isEqualTo(Platform.LINUX_AMD64);
        assertThat(app.compression()).isEqualTo(Compression.GZIP);
        assertThat(app.upstreamDescriptors()).isEqualTo(UpstreamDescriptors.REGISTRY);
    }

    /** The same image twice: its pom, its YAML. */
    private static final Map<String, List<String>> TWINS = new TreeMap<>(Map.of(
            "shorthand",
            List.of("<app>docker/app.Dockerfile</app>", "images: {app: docker/app.Dockerfile}"),
            "everything of a Dockerfile",
            List.of("""
                    <app>
                      <dockerfile>docker/app.Dockerfile</dockerfile>
                      <context>.</context>
                      <target>run</target>
                      <buildArgs><VERSION>1.10</VERSION><EMPTY/></buildArgs>
                      <contexts><conf>docker</conf></contexts>
                      <name>registry.example.com/team/app</name>
                      <tags><tag>1.0</tag><tag>registry.example.com/other/app:2</tag></tags>
                      <labels><org.opencontainers.image.title>Shop</org.opencontainers.image.title>
                        <entry><name>a/b</name><value>c</value></entry></labels>
                      <builder> LOCAL </builder>
                      <platform>linux/arm64/v8</platform>
                      <upstreamMatch>registry.example.com/base</upstreamMatch>
                      <upstreamDescriptors>diff-id</upstreamDescriptors>
                      <compression>zstd:19</compression>
                      <skip>false</skip>
                    </app>""", """
                    images:
                      app:
                        dockerfile: docker/app.Dockerfile
                        context: .
                        target: run
                        build-args: {VERSION: 1.10, EMPTY: ''}
                        contexts: {conf: docker}
                        name: registry.example.com/team/app
                        tags: [1.0, 'registry.example.com/other/app:2']
                        labels:
                          org.opencontainers.image.title: Shop
                          a/b: c
                        builder: ' LOCAL '
                        platform: linux/arm64/v8
                        upstream-match: registry.example.com/base
                        upstream-descriptors: diff-id
                        compression: zstd:19
                        skip: false
                    """),
            "inline",
            List.of(
                    "<app><dockerfileContent>FROM scratch\nCOPY a /</dockerfileContent></app>",
                    "images: {app: {dockerfile-content: \"FROM scratch\\nCOPY a /\"}}"),
            "layers",
            List.of("""
                    <app>
                      <from>scratch</from>
                      <layers><layer><files><file><from>docker</from><into>/etc/app/</into>
                        <includes>**/*.conf,**/*.yml</includes><excludes><exclude>x</exclude></excludes>
                        <owner>1000:0</owner><fileMode>0640</fileMode><directoryMode>750</directoryMode>
                        <permissions><permission><file>/etc/app/run</file><mode>0o755</mode></permission></permissions>
                        </file></files>
                        <directories><directory>/var/log/app</directory>
                          <directory><path>/tmp</path><mode>1777</mode><owner>app</owner></directory></directories>
                        <links><link><path>/bin/app</path><target>../app/run</target></link></links>
                        <deletes><path>/etc/old</path></deletes></layer></layers>
                      <container><entrypoint><word>/app</word><word></word></entrypoint><args/>
                        <environment><A>1</A></environment><ports>8080,53/udp</ports>
                        <volumes><v>/data</v></volumes><user>1000</user><workingDirectory>/app</workingDirectory>
                        <stopSignal>SIGTERM</stopSignal>
                        <healthcheck><test>curl localhost</test><interval>1m30s</interval><retries>3</retries>
                        </healthcheck></container>
                    </app>""", """
                    images:
                      app:
                        from: scratch
                        layers:
                        - files:
                          - from: docker
                            into: /etc/app/
                            includes: ['**/*.conf', '**/*.yml']
                            excludes: [x]
                            owner: 1000:0
                            file-mode: 0640
                            directory-mode: 750
                            permissions: [{file: /etc/app/run, mode: 0o755}]
                          directories:
                          - /var/log/app
                          - {path: /tmp, mode: 1777, owner: app}
                          links: [{path: /bin/app, target: ../app/run}]
                          deletes: [/etc/old]
                        container:
                          entrypoint: [/app, '']
                          args: []
                          environment: {A: 1}
                          ports: [8080, 53/udp]
                          volumes: [/data]
                          user: 1000
                          working-directory: /app
                          stop-signal: SIGTERM
                          healthcheck: {test: curl localhost, interval: 1m30s, retries: 3}
                    """)));

    @TestFactory
    Stream<DynamicTest> thePomAndTheFileSayTheSame() {
        return TWINS.entrySet().stream()
                .map(twins -> DynamicTest.dynamicTest(twins.getKey(), () -> {
                    Written pom = shop().pom(twins.getValue().get(0));
                    Written yaml = shop().yaml(twins.getValue().get(1));
                    assertThat(comparable(pom)).isEqualTo(comparable(yaml)).isNotEqualTo("[]");
                }));
    }

    /** Paths of different file systems are never equal, and an element is spelt as its source does. */
    private static String comparable(Written written) {
        return written.specs().toString().replace("dockerfile-content", "dockerfileContent");
    }

    @Test
    void theKeysOfADockerfileArriveWhereTheyBelong() {
        Written written = shop().pom(TWINS.get("everything of a Dockerfile").get(0));
        ImageSpec app = written.spec();
        assertThat(app.references().stream().map(ImageRef::toString))
                .containsExactly("registry.example.com/team/app:1.0", "registry.example.com/other/app:2");
        assertThat(app.builder()).isEqualTo(new BuilderChoice.Local());
        assertThat(app.platform()).isEqualTo(Platform.parse("linux/arm64"));
        assertThat(app.upstreamMatch().prefix()).isEqualTo("registry.example.com/base");
        assertThat(app.upstreamDescriptors()).isEqualTo(UpstreamDescriptors.DIFF_ID);
        assertThat(app.compression()).isEqualTo(new Compression(Compression.Algorithm.ZSTD, 19));
        assertThat(app.labels())
                .containsExactly(Map.entry("a/b", "c"), Map.entry("org.opencontainers.image.title", "Shop"));
        assertThat(recipe(app).target()).contains("run");
        assertThat(recipe(app).buildArgs()).containsExactly(Map.entry("EMPTY", ""), Map.entry("VERSION", "1.10"));
        assertThat(recipe(app).context()).isEqualTo(written.facts().directory());
        assertThat(recipe(app).contexts()).containsOnlyKeys("conf");
    }

    @Test
    void imagesKeepTheOrderTheyAreWrittenIn() {
        Written written =
                shop().pom("<b>Dockerfile</b><a>Dockerfile</a>").yaml("images: {d: Dockerfile, c: Dockerfile}");
        assertThat(written.specs().stream().map(spec -> spec.alias().value())).containsExactly("b", "a", "d", "c");
    }

    @Test
    void anAliasThatIsNoElementNameIsWrittenAsAnEntry() {
        Written written = shop().pom("<entry><name>1app</name><value>Dockerfile</value></entry>"
                + "<entry><name>2app</name><value><dockerfile>Dockerfile</dockerfile></value></entry>");
        assertThat(written.specs().stream().map(spec -> spec.alias().value())).containsExactly("1app", "2app");
    }

    @Test
    void anImageMayBeCalledEntry() {
        assertThat(shop().pom("<entry><name>a</name><dockerfile>Dockerfile</dockerfile></entry>")
                        .spec()
                        .alias())
                .isEqualTo(new Alias("entry"));
    }

    @Test
    void noImagesAreNoFault() {
        assertThat(shop().pom("").specs()).isEmpty();
        assertThat(shop().yaml("images: {}").specs()).isEmpty();
    }

    @Test
    void aSkippedImageIsLeftOutAndNotLookedInto() {
        ImagesReader.Images images = shop().pom(
                        "<app>Dockerfile</app><old><skip>true</skip><dockerfile>gone</dockerfile></old>")
                .read();
        assertThat(images.specs()).hasSize(1);
        assertThat(images.aliases().skipped()).containsExactly(new Alias("old"));
        assertThat(images.aliases().all()).containsExactly(new Alias("app"), new Alias("old"));
    }

    @Test
    void offIsAWordInYamlToo() {
        List<ImageSpec> specs = shop().yaml("images: {app: {dockerfile: Dockerfile, checks: off}}")
                .specs();
        assertThat(((DockerfileRecipe) specs.get(0).recipe()).checks()).isEqualTo(Checks.OFF);
    }

    @Test
    void annotationsOfAnImageWinOverThoseOfTheGoalAndAnEmptyOneStaysEmpty() {
        ImageDefaults defaults = ImageDefaults.NONE.annotated(new TreeMap<>(Map.of("a", "1", "b", "2", "c", "3")));
        Written shop = shop().defaults(defaults)
                .pom("<app><dockerfile>Dockerfile</dockerfile><annotations><b>mine</b><c/>"
                        + "<entry><name>x/y</name><value>z</value></entry></annotations></app>")
                .property("imagepack.images.app.annotations.org.example", "given");

        assertThat(shop.spec().annotations())
                .isEqualTo(Map.of("a", "1", "b", "mine", "c", "", "x/y", "z", "org.example", "given"));
    }

    private static List<String> platforms(Written written) {
        return written.specs().stream()
                .map(spec -> spec.alias() + " " + spec.platform())
                .toList();
    }

    @Test
    void anImageIsThereOnceForEachOfItsPlatformsInTheOrderWritten() {
        Faults faults = new Faults();
        List<String> both = List.of("linux/arm64", "linux/amd64");
        ImageDefaults defaults =
                ImageDefaults.read(null, null, null, both, null, null, false, false, null, null, faults);
        faults.throwIfAny();
        assertThat(platforms(shop().defaults(defaults).yaml("""
                images:
                  app: {dockerfile: Dockerfile, platforms: [linux/s390x, linux/arm/v6]}
                  one: {dockerfile: Dockerfile, platform: linux/386}
                  web: Dockerfile
                """)))
                .containsExactly(
                        "app linux/s390x", "app linux/arm/v6", "one linux/386", "web linux/arm64", "web linux/amd64");
    }

    @Test
    void aPropertyForOneOrSeveralPlatformsWinsOverBothKeys() {
        String one = "images: {app: {dockerfile: Dockerfile, platform: linux/386}}";
        String several = "images: {app: {dockerfile: Dockerfile, platforms: [linux/386, linux/arm]}}";
        assertThat(platforms(shop().yaml(one).property("imagepack.images.app.platforms", "linux/amd64, linux/arm64")))
                .containsExactly("app linux/amd64", "app linux/arm64");
        assertThat(platforms(shop().yaml(several).property("imagepack.images.app.platform", "linux/s390x")))
                .containsExactly("app linux/s390x");
    }

    @Test
    void whatTheGoalSaysHoldsForImagesThatSayNothing() {
        Faults faults = new Faults();
        ImageDefaults defaults = ImageDefaults.read(
                "embedded",
                "ssh://builder@build.example",
                "linux/s390x",
                List.of(),
                "registry.example",
                "diff-id",
                true,
                true,
                "none",
                "off",
                faults);
        List<ImageSpec> specs = shop().defaults(defaults)
                .pom("<a>Dockerfile</a><b><dockerfile>Dockerfile</dockerfile><builder>remote</builder>"
                        + "<platform>linux/386</platform><upstreamMatch>other</upstreamMatch>"
                        + "<upstreamDescriptors>registry</upstreamDescriptors><compression>gzip:1</compression>"
                        + "<upstreamRequired>false</upstreamRequired><rewriteTimestamps>false</rewriteTimestamps>"
                        + "<checks>fail</checks></b>")
                .specs();
        faults.throwIfAny();
        assertThat(specs.get(0).builder()).isEqualTo(new BuilderChoice.Embedded());
        assertThat(specs.get(0).platform()).isEqualTo(Platform.parse("linux/s390x"));
        assertThat(specs.get(0).upstreamMatch().prefix()).isEqualTo("registry.example");
        assertThat(specs.get(0).upstreamDescriptors()).isEqualTo(UpstreamDescriptors.DIFF_ID);
        assertThat(specs.get(0).upstreamRequired()).isTrue();
        assertThat(specs.get(0).rewriteTimestamps()).isTrue();
        assertThat(specs.get(0).compression()).isEqualTo(Compression.NONE);
        assertThat(((DockerfileRecipe) specs.get(0).recipe()).checks()).isEqualTo(Checks.OFF);
        assertThat(specs.get(1).builder())
                .isEqualTo(new BuilderChoice.Remote(new RemoteEngine("ssh://builder@build.example", Optional.empty())));
        assertThat(specs.get(1).platform()).isEqualTo(Platform.parse("linux/386"));
        assertThat(specs.get(1).upstreamMatch().prefix()).isEqualTo("other");
        assertThat(specs.get(1).upstreamDescriptors()).isEqualTo(UpstreamDescriptors.REGISTRY);
        assertThat(specs.get(1).upstreamRequired()).isFalse();
        assertThat(specs.get(1).rewriteTimestamps()).isFalse();
        assertThat(specs.get(1).compression()).isEqualTo(new Compression(Compression.Algorithm.GZIP, 1));
        assertThat(((DockerfileRecipe) specs.get(1).recipe()).checks()).isEqualTo(Checks.FAIL);
    }

    @Test
    void eachImageMayNameItsOwnRemote() {
        List<ImageSpec> specs = shop().yaml("images:\n"
                        + "  a: {dockerfile: Dockerfile, builder: remote, remote: 'tcp://build.example:2376'}\n"
                        + "  b: {dockerfile: Dockerfile, builder: remote,"
                        + " remote: {host: 'tcp://10.0.0.1', certificates: docker}}\n"
                        + "  c: {dockerfile: Dockerfile, remote: 'ssh://me@build.example:2222'}\n")
                .specs();
        assertThat(specs.get(0).builder())
                .isEqualTo(new BuilderChoice.Remote(new RemoteEngine("tcp://build.example:2376", Optional.empty())));
        BuilderChoice.Remote second = (BuilderChoice.Remote) specs.get(1).builder();
        assertThat(second.engine().host()).isEqualTo("tcp://10.0.0.1:2375");
        assertThat(second.engine().certificates())
                .map(Object::toString)
                .hasValueSatisfying(path -> assertThat(path).endsWith("docker"));
        assertThat(specs.get(2).builder())
                .isEqualTo(new BuilderChoice.Auto(
                        Optional.of(new RemoteEngine("ssh://me@build.example:2222", Optional.empty()))));
    }

    @Test
    void aNullOfYamlIsAsGoodAsNothing() {
        ImageSpec app = shop().yaml("images: {app: {dockerfile: Dockerfile, builder: ~, target: , tags: null}}")
                .spec();
        assertThat(app.builder()).isEqualTo(new BuilderChoice.Auto());
        assertThat(recipe(app).target()).isEmpty();
    }

    @Test
    void blankInlineTextIsNone() {
        Written written = shop().yaml("images: {app: {dockerfile: Dockerfile, dockerfile-content: '  '}}");
        assertThat(recipe(written.spec()).source()).isInstanceOf(DockerfileRecipe.InFile.class);
    }

    @Test
    void inlineTextSeesTheModule() {
        Written written = shop().yaml("images: {app: {dockerfile-content: FROM scratch}}");
        assertThat(recipe(written.spec()).source())
                .isEqualTo(new DockerfileRecipe.Inline("FROM scratch", "images.app.dockerfile-content"));
        assertThat(recipe(written.spec()).context()).isEqualTo(written.facts().directory());
    }

    @Test
    void expressionsAreReplacedInBothSources() {
        for (Written written : List.of(
                shop().pom("<app><dockerfile>Dockerfile</dockerfile><target>${t}</target></app>"),
                shop().yaml("images: {app: {dockerfile: Dockerfile, target: '${t}'}}"))) {
            ImageSpec app =
                    written.expressions(text -> text.replace("${t}", "x")).spec();
            assertThat(recipe(app).target()).contains("x");
        }
    }
}
