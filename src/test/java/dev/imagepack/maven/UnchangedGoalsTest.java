package dev.imagepack.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/** What a build loads in which nothing changed: start-up is most of what it costs. */
class UnchangedGoalsTest {

    private static final String IMAGES = """
            images:
              app:
                from: oci-layout://../base/target/imagepack/images:base
                layers: [{files: [{from: files, into: /app, excludes: ['**/*.tmp']}]}]
                container: {entrypoint: [run], environment: {A: b}}
            """;

    private static final String BASE = """
            images:
              base: {from: scratch, layers: [{files: [{from: files, into: /}]}]}
            """;

    private static final Pattern LOADED = Pattern.compile("\\[class,load] (\\S+) ");

    @TempDir
    Path directory;

    @Test
    void itLoadsNothingThatMakesCodeForRecordsOrBuildsOrFetches() throws Exception {
        Path cache = directory.resolve("cache");
        ChildGoals.run(module("base", BASE), cache);
        Path app = module("app", IMAGES);
        List<String> first = ChildGoals.run(app, cache);
        List<String> output = again(app, cache);

        assertThat(output).containsAll(first);
        assertThat(loaded(output))
                .contains("dev.imagepack.build.embedded.LayersBuild", "dev.imagepack.pack.PackRun")
                .doesNotContain(
                        "java.lang.runtime.ObjectMethods",
                        "java.net.http.HttpClient",
                        "org.tukaani.xz.XZInputStream",
                        "dev.imagepack.registry.RegistryImages",
                        "dev.imagepack.build.embedded.ImageAssembly",
                        "dev.imagepack.io.AtomicDirectory",
                        "dev.imagepack.oci.LayoutCheck");
    }

    private Path module(String name, String images) throws IOException {
        Path module = directory.resolve(name);
        Files.createDirectories(module.resolve("files"));
        Files.writeString(module.resolve("files/" + name), name);
        Files.writeString(module.resolve("images.yml"), images);
        return module;
    }

    private static List<String> again(Path module, Path cache) throws Exception {
        List<String> command = new ArrayList<>(List.of(ChildJvm.program("java"), "-Xlog:class+load"));
        command.addAll(ChildJvm.options(ChildGoals.class));
        command.addAll(List.of(module.toString(), cache.toString()));
        try (ChildJvm child = ChildJvm.start(new ProcessBuilder(command))) {
            return child.output();
        }
    }

    private static List<String> loaded(List<String> output) {
        return output.stream()
                .map(LOADED::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .toList();
    }
}
