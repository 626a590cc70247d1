package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same module in other surroundings, each in a process of its own: what comes out is the same to the byte. Another
 * JDK may have another zlib, so there the compressed bytes may differ, and only they.
 */
@DisabledOnOs(OS.WINDOWS)
class ReproducibleGoalsTest {

    private static final Path THIS_JAVA = Path.of(System.getProperty("java.home"));

    private static final String IMAGES = """
            images:
              app:
                dockerfile: docker/Dockerfile
                labels: {title: APP, version: '1'}
              plain:
                dockerfile: docker/Dockerfile
                compression: none
              zstd:
                from: app
                compression: zstd
                layers:
                  - files: [{from: files, into: /srv/I, excludes: ['**/*.tmp']}]
                    links: [{path: /srv/j, target: I}]
                container: {environment: {TITLE: x, INDEX: y}, volumes: [/b, /a], ports: ['81', '80']}
              modes:
                from: scratch
                compression: none
                layers: [{files: [{from: files, into: /}], directories: [{path: /d, mode: '1777'}]}]
            """;

    private static final List<String> FILES = List.of(
            "files/INDEX.html",
            "files/i/index.html",
            "files/i/I.txt",
            "files/b.tmp",
            "files/a/b/c/d.sh",
            "files/Z",
            "files/z");

    @TempDir
    Path directory;

    /**
     * Surroundings.
     *
     * @param java the directory of a JDK
     * @param language of the JVM, whatever locales the machine has
     * @param umask of everything, the making of the module too
     */
    private record Surroundings(
            String name, Path java, String zone, String language, String umask, int processors, List<String> order) {

        List<String> options() {
            return List.of(
                    "-XX:ActiveProcessorCount=" + processors, "-Duser.timezone=" + zone, "-Duser.language=" + language);
        }
    }

    @Test
    void directoryZoneLocaleUmaskThreadsAndOrderDoNotMatter() throws Exception {
        List<String> first = run(usual("one"), Map.of());

        assertThat(first).hasSize(14);
        assertThat(run(unusual("another/place", THIS_JAVA), Map.of())).isEqualTo(first);
    }

    @Test
    void anotherJavaChangesCompressedBytesAtMost() throws Exception {
        Path java = otherJava()
                .orElseGet(() -> Assumptions.abort(
                        "skipped: no other JDK beside " + THIS_JAVA + ", and -Dimagepack.otherJdk names none"));

        assertThat(uncompressed(run(unusual("other", java), Map.of())))
                .hasSize(10)
                .isEqualTo(uncompressed(run(usual("this"), Map.of())));
    }

    @Test
    void theTimeIsThatOfTheEnvironment() throws Exception {
        Map<String, String> time = Map.of("SOURCE_DATE_EPOCH", "1700000000");
        List<String> first = run(usual("one"), time);

        assertThat(first).doesNotContainAnyElementsOf(run(usual("epoch"), Map.of()));
        assertThat(run(unusual("two", THIS_JAVA), time)).isEqualTo(first);
    }

    private static Surroundings usual(String name) {
        return new Surroundings(name, THIS_JAVA, "UTC", "en", "022", 1, FILES);
    }

    private static Surroundings unusual(String name, Path java) {
        List<String> reversed = new ArrayList<>(FILES);
        Collections.reverse(reversed);
        return new Surroundings(name, java, "Pacific/Kiritimati", "tr", "077", 8, reversed);
    }

    /** All but what depends on how something was compressed. */
    private static List<String> uncompressed(List<String> results) {
        return results.stream()
                .filter(line -> line.contains(" layers ")
                        || line.contains(" image ")
                        || line.startsWith("plain ")
                        || line.startsWith("modes "))
                .toList();
    }

    private List<String> run(Surroundings surroundings, Map<String, String> environment) throws Exception {
        Path home = Files.createDirectories(directory.resolve(surroundings.name()));
        List<String> java =
                new ArrayList<>(List.of(surroundings.java().resolve("bin/java").toString()));
        java.addAll(surroundings.options());
        java.addAll(ChildJvm.options(ChildGoals.class));
        java.addAll(
                List.of(home.resolve("module").toString(), home.resolve("cache").toString()));
        List<String> command = new ArrayList<>(List.of("sh", "-c", script(home, surroundings), "sh"));
        command.addAll(java);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.equals("SOURCE_DATE_EPOCH") || name.startsWith("LC_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(Map.of("TZ", surroundings.zone(), "LC_ALL", "C.UTF-8"));
        try (ChildJvm child = ChildJvm.start(builder)) {
            List<String> lines = child.output();
            assertThat(lines.get(0)).isEqualTo("start");
            return lines.subList(1, lines.size());
        }
    }

    /** Makes the module file by file, as a checkout with that umask would, and then runs what comes as arguments. */
    private String script(Path home, Surroundings surroundings) throws IOException {
        Path template = home.resolve("template");
        StringBuilder script = new StringBuilder("set -e; umask " + surroundings.umask() + "; cd '" + home + "'\n");
        Files.createDirectories(template.resolve("docker"));
        Files.writeString(template.resolve("images.yml"), IMAGES);
        Files.writeString(
                template.resolve("docker/Dockerfile"),
                "FROM scratch AS SITE\nCOPY --chmod=u=rwX,go=rX . /srv/\nWORKDIR /srv\nFROM site\nENV TITLE=1\nENTRYPOINT [\"/srv/INDEX\"]\n");
        List<String> paths = new ArrayList<>(surroundings.order());
        surroundings.order().forEach(path -> paths.add(path.replace("files/", "docker/")));
        for (String path : paths) {
            Files.createDirectories(template.resolve(path).getParent());
            Files.writeString(template.resolve(path), (path + "\n").repeat(3000));
        }
        paths.addAll(List.of("images.yml", "docker/Dockerfile"));
        for (String path : paths) {
            Path parent = Path.of("module", path).getParent();
            script.append("mkdir -p '" + parent + "'; cat 'template/" + path + "' > 'module/" + path + "'\n");
        }
        return script.append("exec \"$@\"").toString();
    }

    /** The JDK that {@code imagepack.otherJdk} names, or one of another version that lies beside this one. */
    private static Optional<Path> otherJava() throws IOException {
        String named = System.getProperty("imagepack.otherJdk", "");
        if (!named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        try (Stream<Path> siblings = Files.list(THIS_JAVA.toRealPath().getParent())) {
            return siblings.filter(java -> feature(java) >= 17
                            && feature(java) != Runtime.version().feature())
                    .sorted()
                    .findFirst();
        }
    }

    /** The version of a JDK, as its file {@code release} has it; 0 if there is none. */
    private static int feature(Path java) {
        Path release = java.resolve("release");
        if (!Files.isExecutable(java.resolve("bin/java")) || !Files.isRegularFile(release)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> Runtime.Version.parse(line.replaceAll("^[^\"]*\"|\".*$", "")))
                    .mapToInt(Runtime.Version::feature)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
