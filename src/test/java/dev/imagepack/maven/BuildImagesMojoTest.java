package dev.imagepack.maven;

import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoExtension;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoFailureException;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.Builder;
import dev.imagepack.build.PreparedBuild;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.image.ImageSpec;
import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@MojoTest
class BuildImagesMojoTest {

    @TempDir
    private Path directory;

    private GoalModule module;

    @BeforeEach
    void emptyModule() {
        module = new GoalModule(directory);
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.ALL)
    void everyElementOfThePomReachesItsParameter(BuildImagesMojo goal) throws Exception {
        Map<String, Object> values = MojoExtension.getVariablesAndValuesFromObject(goal);
        assertThat(values)
                .containsEntry("skip", true)
                .containsEntry("cacheDirectory", new File("cache").getAbsoluteFile())
                .containsEntry("outputDirectory", new File("out").getAbsoluteFile())
                .containsEntry(
                        "manifests", List.of(new File("a.yml").getAbsoluteFile(), new File("b.yml").getAbsoluteFile()))
                .containsEntry("mergeLayouts", List.of(new File("one").getAbsoluteFile()))
                .containsEntry("imagesFile", new File("my.yml").getAbsoluteFile())
                .containsEntry("builder", "embedded")
                .containsEntry("platform", "linux/arm64")
                .containsEntry("platforms", List.of("linux/amd64", "linux/s390x"))
                .containsEntry("upstreamMatch", "registry.example.com")
                .containsEntry("upstreamDescriptors", "diff-id")
                .containsEntry("upstreamRequired", true)
                .containsEntry("rewriteTimestamps", false)
                .containsEntry("compression", "zstd")
                .containsEntry("outputTimestamp", "5")
                .containsEntry("maxUnpackedSize", "1t")
                .containsEntry("parallel", 3)
                .containsEntry("defaultAnnotations", false);
        PlexusConfiguration images = (PlexusConfiguration) values.get("images");
        assertThat(images.getChild("app")
                        .getChild("buildArgs")
                        .getChild("VERSION")
                        .getValue())
                .isEqualTo("1");
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void parametersThatAreNotSetHaveTheirDefaults(BuildImagesMojo goal) throws Exception {
        assertThat(MojoExtension.getVariablesAndValuesFromObject(goal))
                .containsEntry("skip", false)
                .containsEntry("skipBuild", false)
                .containsEntry("builder", "auto")
                .containsEntry("platform", null)
                .containsEntry("platforms", List.of())
                .containsEntry("upstreamDescriptors", "registry")
                .containsEntry("upstreamRequired", false)
                .containsEntry("rewriteTimestamps", null)
                .containsEntry("compression", "gzip")
                .containsEntry("maxUnpackedSize", "64g")
                .containsEntry("parallel", 0)
                .containsEntry("annotations", null)
                .containsEntry("defaultAnnotations", true)
                .containsEntry("images", null)
                .containsEntry("imagesFile", null)
                .containsEntry("upstreamMatch", null)
                .containsEntry("cacheDirectory", null);
        assertThat(goal.manifests()).isEmpty();
        assertThat(goal.mergeLayouts()).isEmpty();
        assertThat(goal.cacheRoot()).isAbsolute().endsWithRaw(Path.of("imagepack"));
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    @MojoParameter(name = "skip", value = "true")
    void allGoalsCanBeSkipped(BuildImagesMojo goal) throws Exception {
        module.place(goal).execute();
        assertThat(module.log()).containsExactly("INFO build-images: skipped, imagepack.skip is true");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    @MojoParameter(name = "skipBuild", value = "true")
    void thisGoalCanBeSkipped(BuildImagesMojo goal) throws Exception {
        module.place(goal).execute();
        assertThat(module.log()).containsExactly("INFO build-images: skipped, imagepack.skipBuild is true");
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aModuleWithoutImagesSaysWhatWasLookedForAndOpensNoCache(BuildImagesMojo goal) throws Exception {
        module.place(goal).execute();
        assertThat(module.log())
                .containsExactly("INFO no images here: there is no <images>, no images.yml and no Dockerfile or"
                        + " src/main/docker/Dockerfile in " + directory);
        assertThat(module.cache()).doesNotExist();
        assertThat(BuiltDirectory.read(goal.built())).isEmpty();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void faultsOfTheConfigurationComeBeforeAnyWork(BuildImagesMojo goal) throws Exception {
        module.file("images.yml", "images: {app: gone}");
        module.place(goal).wiring = new Wiring(outside -> new NoBuilder());
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasNoCause()
                .hasMessage("\n\n  images.app.dockerfile (images.yml:1): 'gone' does not exist"
                        + "\n\n  To do: Name the Dockerfile, relative to the module.\n");
        assertThat(module.cache()).doesNotExist();
        assertThat(directory.resolve("target")).doesNotExist();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void referencesToImagesThatAreNotThereComeBeforeAnyWork(BuildImagesMojo goal) throws Exception {
        module.file("Dockerfile", "FROM scratch");
        Path manifest = module.file("manifest.yml", "image: embed:missing\n");
        module.place(goal).wiring = new Wiring(outside -> new NoBuilder());
        GoalModule.set(goal, "manifests", List.of(manifest.toFile()));
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("manifest.yml:1: there is no image 'missing'")
                .hasMessageContaining("To do: Refer to the images that there are: shop.");
        assertThat(module.cache()).doesNotExist();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void theLimitOfArchivesReachesTheBuilderOrIsRefusedBeforeAnyWork(BuildImagesMojo goal) throws Exception {
        module.file("Dockerfile", "FROM scratch\nADD x.tar /");
        try (OutputStream out = Files.newOutputStream(directory.resolve("x.tar"));
                TarWriter tar = new TarWriter(out)) {
            tar.write(TarEntry.file("zeros", 0644, 5000), Content.of(new byte[5000]));
        }
        GoalModule.set(module.place(goal), "maxUnpackedSize", "lots");
        assertThatThrownBy(goal::execute)
                .hasMessageContaining("maxUnpackedSize: 'lots' is no size")
                .hasMessageContaining("64g");
        assertThat(module.cache()).doesNotExist();
        GoalModule.set(goal, "maxUnpackedSize", "4k");
        assertThatThrownBy(goal::execute)
                .hasMessageContaining("more than 4096 bytes, the limit")
                .hasMessageContaining("-Dimagepack.maxUnpackedSize");
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aReferenceIsAFaultWhereThereIsNoImageAtAll(BuildImagesMojo goal) throws Exception {
        Path manifest = module.file("manifest.yml", "image: embed:missing\n");
        GoalModule.set(module.place(goal), "manifests", List.of(manifest.toFile()));
        assertThatThrownBy(goal::execute).hasMessageContaining("there is no image 'missing'");
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aBuilderThatIsNotThereIsAFault(BuildImagesMojo goal) throws Exception {
        module.file(
                "images.yml",
                "images: {app: {dockerfile-content: \"FROM scratch\\nCOPY images.yml /\", builder: local}}");
        GoalModule.set(module.place(goal), "engineHost", "unix:///no/such/docker.sock");
        GoalModule.set(goal, "buildah", "/no/such/buildah");
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("images.app: nobody is there to run it:")
                .hasMessageContaining("- unix:///no/such/docker.sock (imagepack.engine.host): is not there")
                .hasMessageContaining("- /no/such/buildah: there is no such program");
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aRemoteBuilderWithoutAnAddressIsAFault(BuildImagesMojo goal) throws Exception {
        module.file("images.yml", "images: {app: {dockerfile-content: FROM scratch, builder: remote}}");
        assertThatThrownBy(module.place(goal)::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("is remote, but nothing says where that engine is");
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void oneOfTheTwoParametersForPlatformsIsEnoughAndAPropertyWins(BuildImagesMojo goal) throws Exception {
        module.file("Dockerfile", "FROM scratch");
        GoalModule.set(module.place(goal), "platform", "linux/386");
        GoalModule.set(goal, "platforms", List.of("linux/arm64", "linux/s390x"));
        assertThatThrownBy(goal::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining("<platform> and <platforms> are both there");

        goal.session().getUserProperties().setProperty("imagepack.platforms", "linux/amd64,linux/riscv64");
        goal.execute();
        assertThat(platforms(goal)).containsExactly("linux/amd64", "linux/riscv64");
        goal.session().getUserProperties().remove("imagepack.platforms");
        goal.session().getUserProperties().setProperty("imagepack.platform", "linux/arm");
        goal.execute();
        assertThat(platforms(goal)).containsExactly("linux/arm/v7");
    }

    private static List<String> platforms(BuildImagesMojo goal) throws Exception {
        return BuiltDirectory.read(goal.built()).stream()
                .map(outcome -> outcome.image().platform().toString())
                .toList();
    }

    private Map<String, String> annotations(BuildImagesMojo goal) throws Exception {
        goal.execute();
        return BuiltDirectory.read(goal.built()).get(0).image().annotations();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.ALL)
    void whatThePomAndGitSayIsInTheAnnotationsAndChangesNothingElse(BuildImagesMojo goal) throws Exception {
        module.file("my.yml", "images: {app: {dockerfile-content: FROM scratch, annotations: {extra: '1'}}}");
        module.place(goal).project().setName("The shop");
        GoalModule.set(goal, "skip", false);
        GoalModule.set(goal, "images", null);
        GoalModule.set(goal, "manifests", null);
        GoalModule.set(goal, "mergeLayouts", null);
        GoalModule.set(goal, "platforms", null);
        GoalModule.set(goal, "imagesFile", directory.resolve("my.yml").toFile());
        GoalModule.set(goal, "upstreamRequired", false);
        GoalModule.set(goal, "defaultAnnotations", true);
        module.file(".git/HEAD", "0".repeat(40) + "\n");
        String prefix = "org.opencontainers.image.";

        assertThat(annotations(goal))
                .isEqualTo(Map.of(
                        "extra",
                        "1",
                        "vendor",
                        "Example",
                        prefix + "created",
                        "1970-01-01T00:00:05Z",
                        prefix + "revision",
                        "0".repeat(40),
                        prefix + "title",
                        "The shop",
                        prefix + "version",
                        "1.0"));
        module.file(".git/HEAD", "1".repeat(40) + "\n");
        goal.session().getUserProperties().setProperty("imagepack.annotations." + prefix + "title", "");
        goal.session().getUserProperties().setProperty("imagepack.annotations.vendor", "Other");
        assertThat(annotations(goal))
                .containsEntry(prefix + "revision", "1".repeat(40))
                .containsEntry("vendor", "Other")
                .doesNotContainKey(prefix + "title");
        GoalModule.set(goal, "defaultAnnotations", false);
        assertThat(annotations(goal)).isEqualTo(Map.of("extra", "1", "vendor", "Other"));
        assertThat(BuiltDirectory.read(goal.built())).allMatch(BuildOutcome::reused);
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void anImageIsNotBuiltOnOneThatIsSkipped(BuildImagesMojo goal) throws Exception {
        module.file(
                "images.yml",
                "images: {base: {dockerfile-content: FROM scratch, skip: true}, app: {dockerfile-content: FROM base}}");
        assertThatThrownBy(module.place(goal)::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("\n\n  images.app: is built on the image 'base', which is skipped"
                        + "\n\n  To do: Do not skip base, or skip app too.\n");
        assertThat(module.cache().resolve("v1/records")).doesNotExist();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void anImageIsBuiltOnceAndThenReused(BuildImagesMojo goal) throws Exception {
        module.file("src/main/docker/Dockerfile", "FROM scratch\nCOPY app.conf /etc/\n");
        module.file("src/main/docker/app.conf", "a=1\n");
        module.place(goal).execute();
        goal.execute();
        module.file("src/main/docker/app.conf", "a=2222\n");
        goal.execute();
        assertThat(module.log().stream().map(line -> line.replaceAll(" in [0-9.]+ m?s$", "")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("INFO `shop`: src/main/docker/Dockerfile, linux/amd64, builder embedded"),
                        line -> assertThat(line).isEqualTo("INFO `shop`: first build"),
                        line -> assertThat(line).matches("INFO `shop`: sha256:[0-9a-f]{12}, 1 layer, [0-9]+ B, built"),
                        line -> assertThat(line).contains("builder embedded"),
                        line -> assertThat(line).matches("INFO `shop`: sha256:[0-9a-f]{12}, 1 layer, [0-9]+ B, reused"),
                        line -> assertThat(line).contains("builder embedded"),
                        line -> assertThat(line).isEqualTo("INFO `shop`: rebuilt, `src/main/docker/app.conf` changed"),
                        line -> assertThat(line).endsWith("built"));
        assertThat(BuiltDirectory.read(goal.built()).stream()
                        .map(outcome -> outcome.image().alias()))
                .containsExactly(new Alias("shop"));
    }

    /** Must not be asked for anything. */
    private static final class NoBuilder implements Builder {

        @Override
        public String name() {
            return "none";
        }

        @Override
        public Set<Alias> siblings(ImageSpec spec, Set<Alias> available) {
            throw new ImagepackException("asked", "");
        }

        @Override
        public PreparedBuild prepare(BuildRequest request) {
            throw new ImagepackException("asked", "");
        }
    }
}
