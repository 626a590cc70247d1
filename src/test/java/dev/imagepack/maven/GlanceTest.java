package dev.imagepack.maven;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.image.BuiltDirectory;
import dev.imagepack.io.AtomicDirectory;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.registry.BaseLock;
import dev.imagepack.testing.TalkativeRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A goal that would do what it did last time ends at its first look; whatever it is told or looks at counts. */
@MojoTest
class GlanceTest {

    private static final String IMAGES = "images: {app: {dockerfile: Dockerfile, build-args: {A: '${greeting}'}}}\n";

    @TempDir
    private Path directory;

    private GoalModule module;

    @BeforeEach
    void aModuleWithAnImage() throws Exception {
        module = new GoalModule(directory);
        module.file("images.yml", IMAGES);
        module.file("Dockerfile", "FROM scratch\nARG A\nCOPY files /app/$A/\n");
        module.file("files/a", "a");
        module.file("target/from-an-earlier-phase", "");
    }

    private BuildImagesMojo placed(BuildImagesMojo goal) throws Exception {
        module.place(goal);
        goal.project().getProperties().setProperty("greeting", "hello");
        goal.clock = () -> Instant.now().plus(Duration.ofMinutes(1));
        return goal;
    }

    /** Whether the goal looks closely, which it says by the line of an image that starts. */
    private boolean looksClosely(Goal goal) throws Exception {
        int before = module.log().size();
        goal.execute();
        List<String> said = module.log().subList(before, module.log().size());
        assertThat(said).anyMatch(line -> line.contains("`app`: sha256:"));
        return said.stream().anyMatch(line -> line.contains("builder embedded"));
    }

    /** One of the files below a directory. */
    private static Path file(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void nothingIsReadAgainWhenNothingChanged(BuildImagesMojo goal) throws Exception {
        assertThat(looksClosely(placed(goal))).isTrue();
        List<Path> left = BuiltDirectory.documents(goal.built());
        Object written = Files.getLastModifiedTime(left.get(0));
        goal.wiring = new Wiring(outside -> {
            throw new AssertionError("nobody is to build anything");
        });
        assertThat(looksClosely(goal)).isFalse();
        assertThat(module.log())
                .last()
                .asString()
                .matches("INFO `app`: sha256:[0-9a-f]{12}, 1 layer, .*, reused in .*");
        assertThat(Files.getLastModifiedTime(left.get(0))).isEqualTo(written);
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void everyFileThatIsLookedAtCounts(BuildImagesMojo goal) throws Exception {
        placed(goal).execute();
        assertThat(looksClosely(goal)).isFalse();
        module.file("files/a", "other");
        assertThat(looksClosely(goal)).as("content").isTrue();
        assertThat(looksClosely(goal)).isFalse();
        module.file("files/b", "b");
        assertThat(looksClosely(goal)).as("a new file").isTrue();
        module.file("Dockerfile", "FROM scratch\nARG A\nCOPY files /app/$A/\nUSER 1\n");
        assertThat(looksClosely(goal)).as("Dockerfile").isTrue();
        module.file(".dockerignore", "files/b\n");
        assertThat(looksClosely(goal)).as("an ignore file").isTrue();
        module.file("images.yml", IMAGES + "# no change in effect\n");
        assertThat(looksClosely(goal)).as("images.yml").isTrue();
        module.file(BaseLock.FILE, BaseLock.NOTHING.toText());
        assertThat(looksClosely(goal)).as("a lock of bases").isTrue();
        Files.delete(directory.resolve("files/b"));
        assertThat(looksClosely(goal)).as("a file that is gone").isTrue();
        assertThat(looksClosely(goal)).isFalse();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void everythingThatTheGoalIsToldCounts(BuildImagesMojo goal) throws Exception {
        placed(goal).execute();
        assertThat(looksClosely(goal)).isFalse();
        goal.project().getProperties().setProperty("greeting", "moin");
        assertThat(looksClosely(goal)).as("an expression of the file").isTrue();
        assertThat(looksClosely(goal)).isFalse();
        GoalModule.set(goal, "compression", "none");
        assertThat(looksClosely(goal)).as("a parameter").isTrue();
        Properties properties = goal.session().getUserProperties();
        properties.setProperty("imagepack.images.app.container.user", "1");
        assertThatThrownBy(goal::execute).as("a property of an image").isInstanceOf(MojoFailureException.class);
        properties.clear();
        properties.setProperty("imagepack.images.app.buildArgs.A", "ciao");
        assertThat(looksClosely(goal)).as("a property of an image").isTrue();
        assertThat(looksClosely(goal)).isFalse();
        goal.project().setName("Another");
        assertThat(looksClosely(goal)).as("an annotation by default").isTrue();
        module.file(".git/HEAD", "1".repeat(40) + "\n");
        assertThat(looksClosely(goal)).as("the commit").isTrue();
        assertThat(looksClosely(goal)).isFalse();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void whatWasLeftCountsToo(BuildImagesMojo goal) throws Exception {
        placed(goal).execute();
        assertThat(looksClosely(goal)).isFalse();
        Files.writeString(BuiltDirectory.documents(goal.built()).get(0), "{}");
        assertThat(looksClosely(goal)).as("a document of a built image").isTrue();
        assertThat(looksClosely(goal)).isFalse();
        AtomicDirectory.delete(module.cache().resolve("v1/blobs"));
        assertThat(looksClosely(goal)).as("blobs in the cache").isTrue();
        assertThat(looksClosely(goal)).isFalse();
        AtomicDirectory.delete(module.cache().resolve("v1/records"));
        assertThat(looksClosely(goal)).as("the record").isTrue();
    }

    /** By its time of modification cleaning by age knows what is in use. */
    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aGlanceIsAUseOfTheRecord(BuildImagesMojo goal) throws Exception {
        placed(goal).execute();
        Path record = file(module.cache().resolve("v1/records"));
        Files.setLastModifiedTime(record, FileTime.fromMillis(0));
        assertThat(looksClosely(goal)).isFalse();
        assertThat(Files.getLastModifiedTime(record).toMillis()).isPositive();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aWarningIsSaidAtEachBuild(BuildImagesMojo goal) throws Exception {
        module.file("Dockerfile", "FROM scratch\nARG A\nENV TOKEN=1\nCOPY files /app/$A/\n");
        placed(goal).execute();
        goal.execute();
        assertThat(module.log()).filteredOn(line -> line.startsWith("WARN")).hasSize(2);
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aBuildThatFailsLeavesNothingToTrust(BuildImagesMojo goal) throws Exception {
        placed(goal).execute();
        byte[] good = Files.readAllBytes(directory.resolve("Dockerfile"));
        module.file("Dockerfile", "FRUM scratch\n");
        assertThatThrownBy(goal::execute).isInstanceOf(MojoFailureException.class);
        Files.write(directory.resolve("Dockerfile"), good);
        assertThat(looksClosely(goal)).isTrue();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aRegistryIsAskedAgainOnlyIfItIsAskedAtEachBuild(BuildImagesMojo goal) throws Exception {
        try (TalkativeRegistry registry = TalkativeRegistry.start("anna:secret", "token")) {
            module.file("Dockerfile", "FROM " + registry.domain() + "/base/runtime:1\nCOPY files /app/\n");
            module.file("images.yml", "images: {app: Dockerfile}\n");
            Properties properties = placed(goal).session().getUserProperties();
            properties.setProperty("imagepack.registries." + registry.domain() + ".username", "anna");
            properties.setProperty("imagepack.registries." + registry.domain() + ".password", "secret");
            GoalModule.set(goal, "pullPolicy", "always");
            goal.execute();
            assertThat(looksClosely(goal)).isFalse();
            registry.publishBase("another");
            assertThat(looksClosely(goal)).as("the tag means something else").isTrue();
            assertThat(looksClosely(goal)).isFalse();
            GoalModule.set(goal, "pullPolicy", "if-not-present");
            goal.execute();
            registry.publishBase("yet another");
            assertThat(looksClosely(goal)).isFalse();
            GoalModule.set(goal, "pullPolicy", "always");
            goal.execute();
        }
        assertThatThrownBy(goal::execute).as("nobody answers").isInstanceOf(MojoFailureException.class);
        GoalModule.set(goal, "pullPolicy", "if-not-present");
        goal.execute();
        assertThat(looksClosely(goal)).isFalse();
    }

    /** A file may change once more in the tick of the clock in which it was written. */
    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void aFileThatWasOnlyJustWrittenIsLookedAtAgain(BuildImagesMojo goal) throws Exception {
        Instant before = Instant.now().minus(Duration.ofMinutes(1));
        placed(goal).clock = () -> before;
        goal.execute();
        assertThat(looksClosely(goal)).isTrue();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void imagesOfTwoExecutionsAreNeverTakenForThoseOfOne(
            BuildImagesMojo goal, @InjectMojo(goal = "build-images", pom = GoalModule.NONE) BuildImagesMojo other)
            throws Exception {
        placed(goal).execute();
        assertThat(looksClosely(goal)).isFalse();
        HandOver.of(goal.project(), goal.built()).replace("another", Set.of());
        assertThat(looksClosely(goal)).isTrue();
    }

    @Test
    @InjectMojo(goal = "build-images", pom = GoalModule.NONE)
    void packingEndsAtAGlanceUntilSomethingOfItChanges(
            BuildImagesMojo build, @InjectMojo(goal = "pack-images", pom = GoalModule.NONE) PackImagesMojo pack)
            throws Exception {
        Path manifest = module.file("app.yml", "image: embed:app\n");
        placed(build).execute();
        GoalModule.set(module.place(pack), "manifests", List.of(manifest.toFile()));
        pack.clock = build.clock;
        pack.execute();
        Path stamp = module.output().resolve(".pack-images-" + pack.execution().getExecutionId() + ".run");
        String left = Files.readString(stamp);
        Object written = Files.getAttribute(stamp, "unix:ino");
        pack.execute();
        assertThat(Files.getAttribute(stamp, "unix:ino")).as("nothing was done").isEqualTo(written);
        assertThat(module.log()).last().asString().startsWith("INFO up to date: 1 image in ");
        assertThat(pack.project().getAttachedArtifacts()).isNotEmpty();

        File archive = directory.resolve("target/shop-1.0-images.tar").toFile();
        for (Path damaged : List.of(
                archive.toPath(),
                module.output().resolve("images.lock"),
                module.output().resolve("pack-result.json"),
                module.output().resolve("manifests/app.yml"),
                module.output().resolve("images/index.json"),
                file(module.output().resolve("images/blobs/sha256")))) {
            Files.delete(damaged);
            pack.execute();
            assertThat(damaged).exists();
        }
        module.file("app.yml", "second: embed:app\n");
        pack.execute();
        assertThat(module.output().resolve("manifests/app.yml")).content().startsWith("second: embed:app@sha256:");
        assertThat(LayoutCheck.check(module.output().resolve("images"), Set.of()))
                .isEmpty();
        assertThat(left).contains("images.lock");
    }
}
