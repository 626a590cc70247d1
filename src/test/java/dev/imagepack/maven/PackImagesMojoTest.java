package dev.imagepack.maven;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoExtension;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@MojoTest
class PackImagesMojoTest {

    @TempDir
    private Path directory;

    private GoalModule module;

    @BeforeEach
    void emptyModule() {
        module = new GoalModule(directory);
    }

    @Test
    @InjectMojo(goal = "pack-images", pom = GoalModule.ALL)
    void everyElementOfThePomReachesItsParameter(PackImagesMojo goal) throws Exception {
        assertThat(MojoExtension.getVariablesAndValuesFromObject(goal))
                .containsEntry("skip", true)
                .containsEntry("outputDirectory", new File("out").getAbsoluteFile())
                .containsEntry(
                        "manifests", List.of(new File("a.yml").getAbsoluteFile(), new File("b.yml").getAbsoluteFile()))
                .containsEntry("mergeLayouts", List.of(new File("one").getAbsoluteFile()))
                .containsEntry("finalName", "shop-1")
                .containsEntry("archive", false)
                .containsEntry("attach", false)
                .containsEntry("check", true);
    }

    @Test
    @InjectMojo(goal = "pack-images", pom = GoalModule.NONE)
    void parametersThatAreNotSetHaveTheirDefaults(PackImagesMojo goal) throws Exception {
        assertThat(MojoExtension.getVariablesAndValuesFromObject(goal))
                .containsEntry("archive", true)
                .containsEntry("attach", true)
                .containsEntry("check", false)
                .containsEntry("skipPack", false);
    }

    @Test
    @InjectMojo(goal = "pack-images", pom = GoalModule.NONE)
    void withoutABuiltImageThereIsNothingToPack(PackImagesMojo goal) throws Exception {
        module.place(goal).execute();
        assertThat(module.log())
                .containsExactly("INFO nothing to pack: build-images left no image in "
                        + module.output().resolve("built") + ", and there are no mergeLayouts");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void whatWasBuiltIsPackedAndTheArchiveAttached(
            BuildImagesMojo build, @InjectMojo(goal = "pack-images", pom = GoalModule.NONE) PackImagesMojo pack)
            throws Exception {
        module.file("Dockerfile", "FROM scratch\nCOPY app.conf /etc/\n");
        module.file("app.conf", "a=1\n");
        Path manifest = module.file("app.yml", "image: embed:shop\n");
        module.place(build).execute();
        GoalModule.set(module.place(pack), "manifests", List.of(manifest.toFile()));
        pack.execute();
        Path output = module.output();
        assertThat(output.resolve("images.lock")).content().startsWith("version: 1\nimages:\n  shop:\n");
        assertThat(output.resolve("manifests/app.yml")).content().matches("image: embed:shop@sha256:[0-9a-f]{64}\n");
        File archive = directory.resolve("target/shop-1.0-images.tar").toFile();
        assertThat(archive).isFile();
        assertThat(pack.project().getAttachedArtifacts()).singleElement().satisfies(artifact -> {
            assertThat(artifact.getClassifier()).isEqualTo("images");
            assertThat(artifact.getType()).isEqualTo("tar");
            assertThat(artifact.getFile()).isEqualTo(archive);
        });
        assertThat(module.log()).anyMatch(line -> line.matches("INFO packed 1 image in .*, 1 layer with [0-9]+ B"));
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void whatPackagingMakesIsInNoContext(
            BuildImagesMojo build, @InjectMojo(goal = "pack-images", pom = GoalModule.NONE) PackImagesMojo pack)
            throws Exception {
        module.file("Dockerfile", "FROM scratch\nCOPY . /app/\n");
        module.place(build).execute();
        module.place(pack).execute();
        byte[] first = Files.readAllBytes(module.output().resolve("images.lock"));
        build.execute();
        pack.execute();
        assertThat(module.output().resolve("images.lock")).hasBinaryContent(first);
        assertThat(module.log()).anyMatch(line -> line.contains(", reused in "));
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aModuleThatLostItsImagesKeepsNoPackage(
            BuildImagesMojo build, @InjectMojo(goal = "pack-images", pom = GoalModule.NONE) PackImagesMojo pack)
            throws Exception {
        Path dockerfile = module.file("Dockerfile", "FROM scratch\nWORKDIR /app\n");
        module.place(build).execute();
        module.place(pack).execute();
        assertThat(directory.resolve("target/shop-1.0-images.tar")).exists();
        GoalModule.set(pack, "archive", false);
        pack.execute();
        assertThat(directory.resolve("target/shop-1.0-images.tar")).doesNotExist();
        Files.delete(dockerfile);
        build.execute();
        pack.execute();
        assertThat(module.output().resolve("images.lock")).doesNotExist();
        assertThat(module.output().resolve("images")).doesNotExist();
        assertThat(module.output().resolve("pack-result.json")).doesNotExist();
    }
}
