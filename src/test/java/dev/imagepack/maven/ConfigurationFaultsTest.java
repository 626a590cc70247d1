package dev.imagepack.maven;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Every fault of a configuration: the element, the place, what is wrong, and what to write instead. */
class ConfigurationFaultsTest {

    private static final String NO_IMAGES =
            "Write images: and below it one key for each image, or images: {} for none.";
    private static final String ALIAS =
            "letters, digits, '.', '_' and '-', at most 128, the first a letter or digit → Rename the image.";

    /** A text of the pom or of images.yml, and every fault of it. */
    private record Case(String text, String... faults) {}

    private static Written shop() {
        return Written.module()
                .file("Dockerfile")
                .file("docker/app.Dockerfile")
                .file("docker/Dockerfile")
                .file("src/x.txt")
                .directory("empty");
    }

    private static final List<Case> YAML = List.of(
            // 1.2 (1)
            new Case("images: [a]", "images (images.yml:1): is a list, not a mapping → " + NO_IMAGES),
            new Case("images:", "images (images.yml:1): is no value, not a mapping → " + NO_IMAGES),
            new Case("images: 5", "images (images.yml:1): is the value 5, not a mapping → " + NO_IMAGES),
            new Case("", "images.yml: holds no mapping with the key images → " + NO_IMAGES),
            new Case("# nothing", "images.yml: holds no mapping with the key images → " + NO_IMAGES),
            new Case("[1]", "images.yml: holds no mapping with the key images → " + NO_IMAGES),
            new Case(
                    "image: {}",
                    "image (images.yml:1): unknown key → Did you mean images?",
                    "images.yml: the key images is missing → " + NO_IMAGES),
            new Case("other: b\nimages: {}", "other (images.yml:1): unknown key → Known are images."),
            // 1.2 (2), A05
            new Case("images: {-a: Dockerfile}", "images.-a (images.yml:1): '-a' is no alias: " + ALIAS),
            new Case("images: {a b: Dockerfile}", "images.a b (images.yml:1): 'a b' is no alias: " + ALIAS),
            new Case("images: {a/b: Dockerfile}", "images.a/b (images.yml:1): 'a/b' is no alias: " + ALIAS),
            new Case("images: {'': Dockerfile}", "images. (images.yml:1): '' is no alias: " + ALIAS),
            // 1.2 (3)
            new Case(
                    "images:\n  app: [x]",
                    "images.app (images.yml:2): is a list where keys are expected"
                            + " → Write a nested block with keys inside."),
            new Case("images: {app: 5}", noImage("the value 5")),
            new Case("images: {app: 1.5e3}", noImage("the value 1.5e3")),
            new Case("images: {app: true}", noImage("the value true")),
            new Case("images: {app: ~}", noImage("no value")),
            // 1.2 (4), A06
            new Case(
                    "images: {app: {dockerfile: Dockerfile, upstream_match: x}}",
                    "images.app.upstream_match (images.yml:1): unknown key → Write upstream-match."),
            new Case(
                    "images:\n  app:\n    dockerfile_content: FROM scratch",
                    "images.app (images.yml:2): does not say what it is built from"
                            + " → Write dockerfile, dockerfile-content, or from with layers.",
                    "images.app.dockerfile_content (images.yml:3): unknown key → Write dockerfile-content."),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, buildArgs: {}}}",
                    "images.app.buildArgs (images.yml:1): unknown key → Write build-args."),
            // 1.2 (5), A02
            new Case(
                    "images: {app: {dockerfile: Dockerfile, dockerfile-content: FROM scratch}}",
                    "images.app (images.yml:1): has both dockerfile and dockerfile-content → Keep one of the two."),
            new Case("images: {app: {}}", notSaid()),
            new Case("images: {app: {dockerfile-content: '  '}}", notSaid()),
            new Case(
                    "images: {app: ''}",
                    "images.app.dockerfile (images.yml:1): is empty → Give it a value, or leave it out."),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, from: scratch, container: {user: a}}}",
                    "images.app (images.yml:1): has both a Dockerfile and from, container → Keep one of the two:"
                            + " a Dockerfile says itself what it is built from and how it runs."),
            new Case(
                    "images: {app: {from: scratch, context: ., target: x}}",
                    "images.app.context (images.yml:1): goes with a Dockerfile, but this image declares its layers"
                            + " → Leave it out.",
                    "images.app.target (images.yml:1): goes with a Dockerfile, but this image declares its layers"
                            + " → Leave it out."),
            new Case(
                    "images: {app: {from: scratch, checks: off}}",
                    "images.app.checks (images.yml:1): goes with a Dockerfile, but this image declares its layers"
                            + " → Leave it out."),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, checks: 'no'}}",
                    "images.app.checks (images.yml:1): 'no' is neither warn, off nor fail → "
                            + ImageTexts.adviceFor("checks")),
            new Case(
                    "images: {app: {layers: []}}",
                    "images.app (images.yml:1): has no from, so nobody knows what its layers stand on"
                            + " → Write from: scratch for nothing below them, or name a base."),
            // 1.2 (6), A08
            new Case("images: {app: gone/Dockerfile}", dockerfile("'gone/Dockerfile' does not exist")),
            new Case("images: {app: docker}", dockerfile("'docker' is a directory; it holds a Dockerfile")),
            new Case("images: {app: empty}", dockerfile("'empty' is a directory")),
            // 1.2 (7)
            new Case(
                    "images: {app: {dockerfile: Dockerfile, context: gone}}",
                    "images.app.context (images.yml:1): 'gone' does not exist"
                            + " → Name the directory that COPY and ADD may read."),
            new Case(
                    "images: {app: {dockerfile-content: FROM scratch, context: src/x.txt}}",
                    "images.app.context (images.yml:1): 'src/x.txt' is no directory"
                            + " → Name the directory that COPY and ADD may read."),
            // 1.2 (8)
            new Case(
                    "images: {app: {dockerfile: Dockerfile, context: docker}}",
                    "images.app.dockerfile (images.yml:1): 'Dockerfile' is outside its context 'docker'"
                            + " → Move it below the context, or name a context that holds it."),
            new Case(
                    "images: {app: {dockerfile: docker/../Dockerfile, context: docker}}",
                    "images.app.dockerfile (images.yml:1): 'Dockerfile' is outside its context 'docker'"
                            + " → Move it below the context, or name a context that holds it."),
            // 1.2 (9), A09
            new Case(
                    "images: {app: {dockerfile: Dockerfile, upstream-match: ''}}",
                    "images.app.upstream-match (images.yml:1): is empty → Give it a value, or leave it out."),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, upstream-match: 'https://x'}}",
                    "images.app.upstream-match (images.yml:1): 'https://x' begins with a protocol, which no image name"
                            + " does → " + ImageTexts.adviceFor("upstreamMatch")),
            // 1.2 (10), A07
            new Case(
                    "images: {app: {dockerfile: Dockerfile, builder: docker}}",
                    "images.app.builder (images.yml:1): 'docker' is no builder → " + ImageTexts.adviceFor("builder")),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, builder: ''}}",
                    "images.app.builder (images.yml:1): is empty → Give it a value, or leave it out."),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, builder: remote}}",
                    "images.app.builder (images.yml:1): is remote, but nothing says where that engine is"
                            + " → Write remote: ssh://user@host in the image, or -Dimagepack.remote=ssh://user@host."),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, builder: remote, remote: 'tcp://user@host:1'}}",
                    "images.app.remote (images.yml:1): 'tcp://user@host:1' must have no user: an engine knows its clients"
                            + " by their certificates → " + ImageTexts.adviceFor("remote")),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, builder: remote, remote: {host: 'ssh://a:b@host'}}}",
                    "images.app.remote.host (images.yml:1): an ssh:// address must hold no password: ssh takes keys and"
                            + " agents → " + ImageTexts.adviceFor("remote")),
            new Case(
                    "images: {app: {dockerfile: Dockerfile, builder: remote, remote: {certificates: gone}}}",
                    "images.app.remote.certificates (images.yml:1): there is no directory gone"
                            + " → Name a directory with ca.pem, cert.pem and key.pem.",
                    "images.app.remote (images.yml:1): does not say where the engine is → "
                            + ImageTexts.adviceFor("remote")),
            // 1.2 (12), A17
            new Case(
                    "embed_images: true\nimages: {}",
                    "embed_images (images.yml:1): is no longer a setting of the file"
                            + " → Leave it out: every image under images is packed, and upstream-match says what stays out."),
            new Case(
                    "embed_all_images: true\nimages: {}",
                    "embed_all_images (images.yml:1): is no longer a setting of the file"
                            + " → Leave it out: an image without upstream-match is embedded as a whole."),
            new Case("upstream_registry: x\nimages: {}", removed("upstream_registry")),
            new Case("upstream_match: x\nimages: {}", removed("upstream_match")),
            new Case("upstream-match: x\nimages: {}", removed("upstream-match")),
            // labels and tags that collide, A12
            new Case(
                    "images:\n  Web: Dockerfile\n  web: Dockerfile",
                    "images.web (images.yml:3): there is another image 'Web' (images.yml:2)"
                            + " → Give one of the two another alias."),
            new Case(
                    "images: {a: {dockerfile: Dockerfile, name: x}, b: {dockerfile: Dockerfile, name: y,"
                            + " tags: ['docker.io/library/x:latest']}}",
                    "images.b (images.yml:1): has the name x:latest, and so has images.a"
                            + " → Give one of the two another name or tag."),
            // names
            new Case(
                    "images: {a: {dockerfile: Dockerfile, name: 'x@sha256:" + "0".repeat(64) + "'}}",
                    "images.a.name (images.yml:1): 'x@sha256:" + "0".repeat(64)
                            + "' has a digest, which nobody knows before the build"
                            + " → Write registry/repository[:tag], for instance registry.example.com/team/app."),
            new Case(
                    "images: {a: {dockerfile: Dockerfile, tags: ['-x', '']}}",
                    "images.a.tags (images.yml:1): has an empty value in its list → Give it a value, or leave it out.",
                    "images.a.tags (images.yml:1): image name \"-x\": the repository \"-x\" must be letters and digits,"
                            + " with single separators . _ __ - inside → Write a tag (1.0) or a whole reference"
                            + " (registry.example.com/app:1.0)."),
            // settings
            new Case(
                    "images: {a: {dockerfile: Dockerfile, platform: linux, compression: lzma,"
                            + " upstream-descriptors: x, skip: yes}}",
                    "images.a.skip (images.yml:1): 'yes' is neither true nor false → Write true or false.",
                    "images.a.platform (images.yml:1): platform \"linux\" must be os/architecture[/variant], for instance"
                            + " linux/amd64 → " + ImageTexts.adviceFor("platform"),
                    "images.a.upstream-descriptors (images.yml:1): 'x' is neither registry nor diff-id → "
                            + ImageTexts.adviceFor("upstreamDescriptors"),
                    "images.a.compression (images.yml:1): 'lzma' is no compression → "
                            + ImageTexts.adviceFor("compression")),
            // kinds
            new Case(
                    "images: {a: {dockerfile: Dockerfile, tags: {x: y}, labels: [a], build-args: x, target: [a]}}",
                    "images.a.target (images.yml:1): is a list where one text is expected"
                            + " → Write one value: target: …",
                    "images.a.build-args (images.yml:1): is a text where names with values are expected"
                            + " → Write build-args: {name: value}",
                    "images.a.tags (images.yml:1): is a mapping where a list is expected"
                            + " → Write a list: tags: [one, …]",
                    "images.a.labels (images.yml:1): is a list where names with values are expected"
                            + " → Write labels: {name: value}"),
            new Case(
                    "images: {a: {dockerfile: Dockerfile, labels: {'': x}}}",
                    "images.a.labels (images.yml:1): has a value without a name → Give every value a name."),
            new Case(
                    "images: {a: {dockerfile: Dockerfile, labels: {x: ~, y: [z]}}}",
                    "images.a.labels.x (images.yml:1): is no value where one text is expected → Write one value: x: …",
                    "images.a.labels.y (images.yml:1): is a list where one text is expected → Write one value: y: …"),
            // unknown keys
            new Case(
                    "images: {a: {dockerfile: Dockerfile, dockerfil: x, alias: z, <<: {a: b}, zzz: 1}}",
                    "images.a.dockerfil (images.yml:1): unknown key → Did you mean dockerfile?",
                    "images.a.alias (images.yml:1): unknown key"
                            + " → The alias is the name of the element around it: leave this out.",
                    "images.a.<< (images.yml:1): unknown key → YAML 1.2 has no merge key: repeat the keys, or set what"
                            + " all images share on the goal.",
                    "images.a.zzz (images.yml:1): unknown key → Known are annotations, build-args, builder, cache-from, checks, compression,"
                            + " container, context, contexts, dockerfile, dockerfile-content, extra-hosts, from, labels,"
                            + " layers, name, network, no-cache, platform, platforms, remote, rewrite-timestamps, secrets,"
                            + " skip, tags, target, upstream-descriptors, upstream-match, upstream-required."),
            new Case(
                    "images: {a: {from: scratch, container: {cmd: [a], env: {A: b}, workdir: /x, labels: {}}}}",
                    "images.a.container.cmd (images.yml:1): unknown key → Write args.",
                    "images.a.container.env (images.yml:1): unknown key → Write environment.",
                    "images.a.container.workdir (images.yml:1): unknown key → Write working-directory.",
                    "images.a.container.labels (images.yml:1): unknown key"
                            + " → Labels stand beside container, not inside it."));

    private static final List<Case> POM = List.of(
            new Case(
                    "text",
                    "images (pom.xml): is a text where images are expected"
                            + " → Write one element for each image: <images><app>docker/Dockerfile</app></images>"),
            new Case("<_a>Dockerfile</_a>", "images._a (pom.xml): '_a' is no alias: " + ALIAS),
            new Case(
                    "<app/>",
                    "images.app (pom.xml): does not say what it is built from"
                            + " → Write dockerfile, dockerfileContent, or from with layers."),
            new Case(
                    "<app><dockerfile>Dockerfile</dockerfile><build-args/></app>",
                    "images.app.build-args (pom.xml): unknown key → Write buildArgs."),
            new Case(
                    "<b>Dockerfile</b><b>Dockerfile</b>",
                    "images.b (pom.xml): is written twice → Keep one of the two."),
            new Case(
                    "<a><dockerfile>Dockerfile</dockerfile><target>a</target><target>b</target>"
                            + "<labels><a>1</a><a>2</a></labels></a>",
                    "images.a.target (pom.xml): is written twice → Keep one of the two.",
                    "images.a.labels.a (pom.xml): is written twice → Keep one of the two."),
            new Case(
                    "<a><dockerfile>Dockerfile</dockerfile><labels>x</labels><tags><t/></tags><target/>"
                            + "<platform><x>1</x></platform></a>",
                    "images.a.target (pom.xml): is empty → Give it a value, or leave it out.",
                    "images.a.tags (pom.xml): has an empty value in its list → Give it a value, or leave it out.",
                    "images.a.platform (pom.xml): is an element with elements inside where one text is expected"
                            + " → Write one value: <platform>…</platform>",
                    "images.a.labels (pom.xml): is a text where names with values are expected"
                            + " → Write <labels><name>value</name></labels>"),
            new Case(
                    "<a dockerfile='x'><dockerfile>Dockerfile</dockerfile></a>",
                    "images.a (pom.xml): the attribute dockerfile means nothing here"
                            + " → Write it as an element: <dockerfile>…</dockerfile> inside <a>."),
            new Case(
                    "<a><from>scratch</from><layers><layer><files><from>docker</from></files></layer></layers></a>",
                    "images.a.layers[1].files[1] (pom.xml): is a text where keys are expected"
                            + " → Write a nested block with keys inside."),
            new Case(
                    "<image><alias>app</alias><dockerfile>Dockerfile</dockerfile></image>",
                    "images.image.alias (pom.xml): unknown key"
                            + " → The alias is the name of the element around it: leave this out."));

    private static String noImage(String found) {
        return "images.app (images.yml:1): is " + found + " where an image is expected"
                + " → Write the path of a Dockerfile, or keys such as dockerfile inside it.";
    }

    private static String notSaid() {
        return "images.app (images.yml:1): does not say what it is built from"
                + " → Write dockerfile, dockerfile-content, or from with layers.";
    }

    private static String dockerfile(String what) {
        return "images.app.dockerfile (images.yml:1): " + what + " → Name the Dockerfile, relative to the module.";
    }

    private static String removed(String key) {
        return key + " (images.yml:1): is no longer a setting of the file → It is a setting of each image now:"
                + " images.<alias>.upstream-match; -Dimagepack.upstreamMatch sets it for all.";
    }

    @TestFactory
    Stream<DynamicTest> faultsOfTheFile() {
        return YAML.stream()
                .map(each -> DynamicTest.dynamicTest(
                        "'" + each.text() + "'",
                        () -> assertThat(shop().yaml(each.text()).faults()).containsExactly(each.faults())));
    }

    @TestFactory
    Stream<DynamicTest> faultsOfThePom() {
        return POM.stream()
                .map(each -> DynamicTest.dynamicTest(
                        "'" + each.text() + "'",
                        () -> assertThat(shop().pom(each.text()).faults()).containsExactly(each.faults())));
    }

    @Test
    void thePomAndTheFileMayNotDefineTheSameAlias() {
        assertThat(shop().pom("<web>Dockerfile</web>")
                        .yaml("images: {web: Dockerfile}")
                        .faults())
                .containsExactly("images.web (images.yml:1): there is another image 'web' (pom.xml)"
                        + " → Give one of the two another alias.");
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        assertThat(shop().imagesFile("gone.yml").faults())
                .containsExactly("<imagesFile>: gone.yml does not exist → Name a YAML file, or leave imagesFile out.");
        assertThat(shop().imagesFile("docker").faults())
                .containsExactly(
                        "<imagesFile>: docker is no regular file → Name a YAML file, or leave imagesFile out.");
    }

    @Test
    void onlyTheFirstTwentyFaultsAreListed() {
        StringBuilder images = new StringBuilder("images:\n");
        for (int i = 0; i < 30; i++) {
            images.append("  a").append(i).append(": gone\n");
        }
        assertThat(shop().yaml(images.toString()).faults()).hasSize(21).last().isEqualTo("and more");
    }

    @Test
    void faultsOfTheGoalNameTheParameter() {
        Faults faults = new Faults();
        ImageDefaults.read(
                "docker", "unix:///run/x.sock", "linux", List.of(), "", "x", false, false, "lzma", "strict", faults);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(faults::throwIfAny))
                .hasMessageContaining("the configuration has 7 faults:")
                .hasMessageContaining("- <builder>: 'docker' is no builder")
                .hasMessageContaining("- <remote>: 'unix:///run/x.sock' is on this machine, which builder local is for")
                .hasMessageContaining("- <platform>: platform \"linux\"")
                .hasMessageContaining("- <upstreamMatch>: it is empty, which would match no image")
                .hasMessageContaining("- <upstreamDescriptors>: 'x' is neither registry nor diff-id")
                .hasMessageContaining("- <compression>: 'lzma' is no compression")
                .hasMessageContaining("- <checks>: 'strict' is neither warn, off nor fail");
    }

    @Test
    void platformsOfTheGoalAreDifferentOnes() {
        Faults faults = new Faults();
        ImageDefaults.read(
                null,
                null,
                null,
                List.of("linux/arm64", " linux/aarch64 "),
                null,
                null,
                false,
                false,
                null,
                null,
                faults);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(faults::throwIfAny))
                .hasMessage("<platforms>: linux/arm64 is listed twice");
    }

    @Test
    void platformsOfAnImageAreDifferentOnesAndThereIsOneWayToSayThem() {
        String image = "<app><dockerfile>Dockerfile</dockerfile>";
        assertThat(shop().pom(image + "<platforms><p>linux/arm64</p><p>linux/arm64/v8</p></platforms></app>")
                        .faults())
                .containsExactly("images.app.platforms (pom.xml): linux/arm64 is listed twice → List"
                        + " os/architecture[/variant], each once, for instance linux/amd64 and linux/arm64, or leave it"
                        + " out.");
        assertThat(shop().pom(image + "<platforms/></app>").faults())
                .singleElement()
                .asString()
                .startsWith("images.app.platforms (pom.xml): is empty");
        assertThat(shop().yaml("images: {app: {dockerfile: Dockerfile, platforms: [linux]}}")
                        .faults())
                .singleElement()
                .asString()
                .startsWith("images.app.platforms (images.yml:1): platform \"linux\" must be os/architecture");
        assertThat(shop().pom(image + "<platform>linux/arm64</platform><platforms>linux/amd64</platforms></app>")
                        .faults())
                .containsExactly("images.app (pom.xml): has both platform and platforms → Keep one of the two.");
    }
}
