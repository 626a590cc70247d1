package dev.imagepack.build.buildah;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.FallbackBuilder;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.build.embedded.EmbeddedBuilder;
import dev.imagepack.build.embedded.TreeText;
import dev.imagepack.build.engine.EngineBuilder;
import dev.imagepack.download.Downloads;
import dev.imagepack.engine.EngineFault;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.image.LayerSource;
import dev.imagepack.image.SavedImage;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.TarReader;
import dev.imagepack.testing.HandMadeImage;
import dev.imagepack.testing.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** The real program beside the embedded builder, and in the place of an engine: the same image. */
class SameImageTest {

    @TempDir
    Path home;

    private Workshop workshop;

    @BeforeEach
    void requireBuildah() throws Exception {
        Tool.BUILDAH.require();
        Tool.BUSYBOX.require();
        workshop = new Workshop(home);
        workshop.file("app/a.txt", "a");
        workshop.file("app/deep/run", "b");
        workshop.file("app/secret.txt", "s");
        workshop.file(".dockerignore", "**/secret.txt\n");
        Files.setAttribute(home.resolve("module/app/deep/run"), "unix:mode", 0755);
        Files.createSymbolicLink(home.resolve("module/app/link"), Path.of("deep/run"));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (workshop != null) {
            workshop.close();
            assertThat(workshop.leftovers()).isEmpty();
        }
    }

    @Test
    void withoutCommandsItIsTheEmbeddedBuilders() throws Exception {
        String[] lines = {
            "FROM busybox",
            "ENV A=1 PATH=/bin",
            "WORKDIR /srv/app",
            "COPY . /ctx/",
            "COPY --chown=12:13 --chmod=640 app/a.txt ./b.txt",
            "COPY app/deep /deep/",
            "USER 1000",
            "EXPOSE 8080",
            "LABEL x=y",
            "STOPSIGNAL SIGINT",
            "ENTRYPOINT [\"/bin/busybox\"]",
            "CMD [\"true\"]"
        };

        Workshop.Built built = workshop.build(lines);
        Workshop.Built embedded = workshop.built(
                embedded().prepare(workshop.request(workshop.recipe(lines))).run());

        assertThat(tree(built)).isEqualTo(tree(embedded)).anyMatch(line -> line.startsWith("/ctx/app/link symlink"));
        assertThat(tree(built)).noneMatch(line -> line.contains("secret"));
        assertThat(container(built)).isEqualTo(container(embedded));
        // The directory of WORKDIR is in the layer of the next instruction.
        assertThat(built.image().layers()).hasSize(embedded.image().layers().size() - 1);
    }

    @Test
    void aBaseWithAnUpstreamStaysThere() throws Exception {
        Path layout = HandMadeImage.holding(Tool.BUSYBOX.file()).layout(home.resolve("published"));
        workshop.registry = (reference, platform) -> SavedImage.open(layout, Optional.empty(), platform);
        workshop.upstreamMatch = new UpstreamMatch("registry.example.com");
        workshop.contexts.clear();

        Workshop.Built built = workshop.build(
                "FROM registry.example.com/busybox:1 AS base",
                "FROM base",
                "RUN [\"/bin/busybox\", \"mkdir\", \"/made\"]");

        assertThat(built.image().upstream()).startsWith("registry.example.com/busybox:1@sha256:");
        assertThat(built.image().layers()).hasSize(2);
        assertThat(built.image().layers().get(0).source()).isEqualTo(LayerSource.UPSTREAM);
        assertThat(built.image().layers().get(1).source()).isEqualTo(LayerSource.EMBED);
    }

    @Test
    void anImageOfTheModuleIsABase() throws Exception {
        Workshop.Built first = workshop.build("FROM busybox", "COPY app/a.txt /first");
        workshop.siblings.put(new Alias("base"), List.of(first.image()));

        Workshop.Built second = workshop.build(
                "FROM base",
                "RUN [\"/bin/busybox\", \"cp\", \"/first\", \"/second\"]",
                "COPY --from=base /first /third");

        assertThat(second.image().layers().subList(0, 2))
                .isEqualTo(first.image().layers());
        assertThat(tree(second))
                .anyMatch(line -> line.startsWith("/second file"))
                .anyMatch(line -> line.startsWith("/third file"));
    }

    @Test
    void whereNoEngineAnswersItTakesOver() throws Exception {
        Builder engine = new EngineBuilder(
                "local",
                new EngineBuilder.Outside(
                        () -> {
                            throw new EngineFault("no engine answers", "Start one.", 0, null);
                        },
                        workshop.registry,
                        reference -> Optional.empty(),
                        false,
                        TarReader.Limits.DEFAULT));
        Builder local = new FallbackBuilder("local", List.of(engine, workshop.builder()));
        BuildRequest request =
                workshop.request(workshop.recipe("FROM busybox", "RUN [\"/bin/busybox\", \"echo\", \"taken over\"]"));

        PreparedBuild prepared = local.prepare(request);
        BuiltImage built = prepared.run();

        assertThat(prepared.builder()).contains("buildah");
        assertThat(prepared.inputs())
                .isEqualTo(workshop.builder().prepare(request).inputs());
        assertThat(workshop.said).contains("taken over");
        assertThat(built.layers()).hasSize(2);
    }

    private EmbeddedBuilder embedded() {
        return new EmbeddedBuilder(
                new EmbeddedBuilder.Outside(workshop.registry, Downloads.OFFLINE, TarReader.Limits.DEFAULT));
    }

    private static List<String> tree(Workshop.Built built) throws Exception {
        return TreeText.of(built.image(), built.cache());
    }

    /** As if the order of variables were the alphabet's: buildah begins with the PATH that every image gets. */
    private static Object container(Workshop.Built built) {
        ObjectNode node = built.config().container().toNode();
        List<String> environment = new ArrayList<>();
        node.withArray("Env").forEach(variable -> environment.add(variable.asText()));
        node.put("Env", environment.stream().sorted().toList().toString());
        return node;
    }
}
