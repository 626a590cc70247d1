package dev.imagepack.maven;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/** Every fault of bases, declared layers and container settings. */
class DeclaredFaultsTest {

    private static final String BASES = "Write scratch, oci-layout://PATH[:name], docker-archive://PATH[:name],"
            + " another alias of this module, or the name of an image at a registry.";
    private static final String CONTEXTS = "Write a directory, oci-layout://PATH[:name], docker-archive://PATH[:name],"
            + " another alias of this module, or the name of an image at a registry.";
    private static final String PATH = "Write an absolute path inside the image, for instance /app.";

    /** A text of images.yml, and every fault of it. */
    private record Case(String text, String... faults) {}

    private static Written shop() {
        return Written.module().file("Dockerfile").file("docker/Dockerfile").file("src/x.txt");
    }

    private static final List<Case> CASES = List.of(
            // bases
            new Case(
                    "images: {a: {from: 'oci-layout://gone:x'}}",
                    "images.a.from (images.yml:1): 'gone' does not exist → " + BASES),
            new Case(
                    "images: {a: {from: 'oci-layout://src/x.txt:'}}",
                    "images.a.from (images.yml:1): the name after the last colon of 'src/x.txt:' is missing → "
                            + BASES),
            new Case("images: {a: {from: 'tar://'}}", "images.a.from (images.yml:1): the path is missing → " + BASES),
            new Case(
                    "images: {a: {from: 'docker://x'}}",
                    "images.a.from (images.yml:1): 'docker://x' has a prefix that is not understood → " + BASES),
            new Case(
                    "images: {a: {from: ./x}}",
                    "images.a.from (images.yml:1): './x' is a path, and what is there is not said → " + BASES),
            new Case(
                    "images: {a: {from: src/x.txt}}",
                    "images.a.from (images.yml:1): 'src/x.txt' is a path, and what is there is not said → " + BASES),
            new Case(
                    "images: {a: {from: 'C:\\base.tar'}}",
                    "images.a.from (images.yml:1): 'C:\\base.tar' is a path, and what is there is not said → " + BASES),
            new Case(
                    "images: {a: {from: 'dir://docker'}}",
                    "images.a.from (images.yml:1): a directory of files is no image to build on → " + BASES),
            new Case(
                    "images: {a: {from: b}, b: {skip: true}}",
                    "images.a.from (images.yml:1): the image 'b' is skipped → " + BASES),
            new Case(
                    "images: {a: {from: x/UPPER}}",
                    "images.a.from (images.yml:1): image name \"x/UPPER\": the repository \"UPPER\" must be lower case"
                            + " → " + BASES),
            new Case(
                    "images: {a: {dockerfile: Dockerfile, contexts: {x: ./gone, y: src/x.txt, z: 'dir://gone'}}}",
                    "images.a.contexts.x (images.yml:1): 'gone' does not exist → " + CONTEXTS,
                    "images.a.contexts.y (images.yml:1): 'src/x.txt' is no directory → " + CONTEXTS,
                    "images.a.contexts.z (images.yml:1): 'gone' does not exist → " + CONTEXTS),
            // layers
            new Case(
                    "images: {a: {from: scratch, layers: {x: y}, container: x}}",
                    "images.a.layers (images.yml:1): is a mapping where a list is expected"
                            + " → Write a list: layers: [{…}, …]",
                    "images.a.container (images.yml:1): is a text where keys are expected"
                            + " → Write a nested block with keys inside."),
            new Case(
                    """
                    images:
                      a:
                        from: scratch
                        layers:
                        - x
                        - files: [x, {}, {from: gone}]
                          directories: [{mode: 9}, var]
                          links: [{}]
                          deletes: [a, /../b]
                          permissions: 1
                    """,
                    "images.a.layers[1] (images.yml:5): is a text where keys are expected"
                            + " → Write a nested block with keys inside.",
                    "images.a.layers[2].directories[1] (images.yml:7): has no path → Write path: … inside it.",
                    "images.a.layers[2].directories[1].mode (images.yml:7): '9' is no mode in octal"
                            + " → Write permission bits in octal, for instance 0644.",
                    "images.a.layers[2].directories[2].path (images.yml:7): 'var' is no absolute path inside the image"
                            + " → " + PATH,
                    "images.a.layers[2].files[1] (images.yml:6): is a text where keys are expected"
                            + " → Write a nested block with keys inside.",
                    "images.a.layers[2].files[2] (images.yml:6): has no from → Write from: … inside it.",
                    "images.a.layers[2].files[3].from (images.yml:6): 'gone' does not exist → Name a file or directory.",
                    "images.a.layers[2].links[1] (images.yml:8): has no path → Write path: … inside it.",
                    "images.a.layers[2].links[1] (images.yml:8): has no target → Write target: … inside it.",
                    "images.a.layers[2].deletes (images.yml:9): 'a' is no absolute path inside the image → " + PATH,
                    "images.a.layers[2].deletes (images.yml:9): '/../b' climbs with .. → " + PATH,
                    "images.a.layers[2].permissions (images.yml:10): unknown key"
                            + " → Known are deletes, directories, files, links, name."),
            new Case(
                    "images: {a: {from: scratch, layers: [{files: [{from: docker, to: /x, owner: 'a:b:c',"
                            + " permissions: [{path: a}, {file: b, mode: 88}]}]}]}}",
                    "images.a.layers[1].files[1].owner (images.yml:1): 'a:b:c' is no user[:group]"
                            + " → Write user[:group], numbers or names of the image, for instance 1000:0.",
                    "images.a.layers[1].files[1].permissions[1] (images.yml:1): has no file → Write file: … inside it.",
                    "images.a.layers[1].files[1].permissions[1] (images.yml:1): has no mode → Write mode: … inside it.",
                    "images.a.layers[1].files[1].permissions[1].path (images.yml:1): unknown key → Write file.",
                    "images.a.layers[1].files[1].permissions[2].mode (images.yml:1): '88' is no mode in octal"
                            + " → Write permission bits in octal, for instance 0644.",
                    "images.a.layers[1].files[1].to (images.yml:1): unknown key → Write into."),
            // container
            new Case(
                    "images: {a: {from: scratch, container: {args: java -jar, environment: {'A=B': c}, user: '',"
                            + " ports: [http, 70000, 9-5, 1/icmp], volumes: [x], working-directory: x,"
                            + " stop-signal: 'a b'}}}",
                    "images.a.container.args (images.yml:1): is one text where a list of words is expected"
                            + " → Write each word of the command as an item of its own; no shell takes it apart.",
                    "images.a.container.environment (images.yml:1): 'A=B' is no name of a variable"
                            + " → Write a name without =.",
                    port("'http' is no port"),
                    port("'70000' is no port up to 65535"),
                    port("'9-5' is no port up to 65535"),
                    port("'1/icmp' is no port"),
                    "images.a.container.volumes (images.yml:1): 'x' is no absolute path inside the image → " + PATH,
                    "images.a.container.user (images.yml:1): is empty → Give it a value, or leave it out.",
                    "images.a.container.working-directory (images.yml:1): 'x' is no absolute path inside the image → "
                            + PATH,
                    "images.a.container.stop-signal (images.yml:1): 'a b' is no signal"
                            + " → Write a signal's name or number, for instance SIGTERM."),
            new Case(
                    "images: {a: {from: scratch, container: {healthcheck: {interval: x, timeout: 1us, retries: -1}}}}",
                    "images.a.container.healthcheck (images.yml:1): has no test → " + test(),
                    "images.a.container.healthcheck.interval (images.yml:1): 'x' is no time"
                            + " → Write a time, for instance 30s or 1m30s.",
                    "images.a.container.healthcheck.timeout (images.yml:1): '1us' is shorter than a millisecond"
                            + " → Write a time, for instance 30s or 1m30s.",
                    "images.a.container.healthcheck.retries (images.yml:1): '-1' is no number of failures"
                            + " → Write how many failures in a row count."),
            new Case("images: {a: {from: scratch, container: {healthcheck: {test: [curl]}}}}", noTest()),
            new Case("images: {a: {from: scratch, container: {healthcheck: {test: []}}}}", noTest()),
            new Case("images: {a: {from: scratch, container: {healthcheck: {test: [CMD]}}}}", noTest()),
            new Case("images: {a: {from: scratch, container: {healthcheck: {test: [CMD-SHELL, a, b]}}}}", noTest()),
            new Case("images: {a: {from: scratch, container: {healthcheck: {test: [NONE, a]}}}}", noTest()));

    private static String port(String what) {
        return "images.a.container.ports (images.yml:1): " + what
                + " → Write 8080, 53/udp or a range such as 8000-8010.";
    }

    private static String noTest() {
        return "images.a.container.healthcheck.test (images.yml:1): is no healthcheck → " + test();
    }

    private static String test() {
        return "Write a command for the image's shell, or a list that begins with CMD, CMD-SHELL or NONE.";
    }

    @TestFactory
    Stream<DynamicTest> faults() {
        return CASES.stream()
                .map(each -> DynamicTest.dynamicTest(
                        "'" + each.text() + "'",
                        () -> assertThat(shop().yaml(each.text()).faults()).containsExactly(each.faults())));
    }
}
