package dev.imagepack.build;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.ImageSpec;

import static dev.imagepack.build.Specs.on;
import static dev.imagepack.build.Specs.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class BuildImagesTest {

    @TempDir
    Path directory;

    private Cache cache;
    private final RecordedLog log = new RecordedLog();
    private final TextBuilder builder = new TextBuilder("embedded");

    @BeforeEach
    void open() throws IOException {
        cache = Cache.open(directory.resolve("cache"));
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
    }

    private BuildImages.Request request(int parallel, ImageSpec... images) {
        return new BuildImages.Request(
                List.of(images),
                "shop:web",
                directory,
                Set.of(),
                Instant.EPOCH,
                cache,
                Runnable::run,
                parallel,
                image -> builder,
                log);
    }

    private List<BuildOutcome> build(int parallel, ImageSpec... images) throws IOException {
        return BuildImages.build(request(parallel, images));
    }

    private static List<String> aliases(List<BuildOutcome> outcomes) {
        return outcomes.stream().map(outcome -> outcome.image().alias().value()).toList();
    }

    @Test
    void noImagesAreBuiltAtOnce() throws IOException {
        assertThat(build(4)).isEmpty();
    }

    @Test
    void siblingsAreBuiltFirstAndResultsComeInTheOrderOfTheConfiguration() throws IOException {
        List<BuildOutcome> outcomes = build(
                4,
                text("top", "FROM middle", "t"),
                text("middle", "FROM base", "m"),
                text("base", "b"),
                text("x", "x"));

        assertThat(aliases(outcomes)).containsExactly("top", "middle", "base", "x");
        assertThat(outcomes.get(0).image().layers()).hasSize(3);
        assertThat(outcomes.get(0).image().layers().subList(0, 2))
                .isEqualTo(outcomes.get(1).image().layers());
        assertThat(log.lines().indexOf("base finished, built"))
                .isLessThan(log.lines().indexOf("middle started by embedded"));
        assertThat(log.lines().indexOf("middle finished, built"))
                .isLessThan(log.lines().indexOf("top started by embedded"));
    }

    @Test
    void platformsAreBuiltTogetherAndOnTheSamePlatformOfTheirSiblings() throws IOException {
        CountDownLatch both = new CountDownLatch(2);
        builder.whenRun.put("base", () -> {
            both.countDown();
            await(both);
        });
        List<BuildOutcome> outcomes = build(
                2,
                text("top", "FROM base", "t"),
                on("linux/arm64", text("top", "FROM base", "t")),
                text("base", "b"),
                on("linux/arm64", text("base", "other")));

        assertThat(outcomes.stream()
                        .map(outcome ->
                                outcome.image().alias() + " " + outcome.image().platform()))
                .containsExactly("top linux/amd64", "top linux/arm64", "base linux/amd64", "base linux/arm64");
        for (int i = 0; i < 2; i++) {
            assertThat(outcomes.get(i).image().layers().get(0))
                    .isEqualTo(outcomes.get(i + 2).image().layers().get(0));
        }
        List<String> lines = log.lines();
        int lastOfBase = Math.max(
                lines.indexOf("base linux/amd64 finished, built"), lines.indexOf("base linux/arm64 finished, built"));
        assertThat(lines.indexOf("base linux/amd64 finished, built")).isNotNegative();
        assertThat(lines.indexOf("top linux/amd64 started by embedded")).isGreaterThan(lastOfBase);
        assertThat(build(
                        2,
                        text("top", "FROM base", "t"),
                        on("linux/arm64", text("top", "FROM base", "t")),
                        text("base", "b"),
                        on("linux/arm64", text("base", "other"))))
                .allMatch(BuildOutcome::reused);
    }

    @Test
    void theSameBuildAgainReusesEverything() throws IOException {
        ImageSpec[] images = {text("top", "FROM base", "t"), text("base", "b")};
        List<BuildOutcome> first = build(2, images);
        List<BuildOutcome> second = build(2, images);

        assertThat(second).allMatch(BuildOutcome::reused);
        assertThat(second.stream().map(BuildOutcome::image).toList())
                .isEqualTo(first.stream().map(BuildOutcome::image).toList());
    }

    @Test
    void aChangedSiblingRebuildsWhatIsBuiltOnIt() throws IOException {
        build(1, text("top", "FROM base", "t"), text("base", "b"), text("other", "o"));
        List<BuildOutcome> second =
                build(1, text("top", "FROM base", "t"), text("base", "changed"), text("other", "o"));

        assertThat(second.stream().map(BuildOutcome::reason).toList())
                .containsExactly("image base changed", "recipe changed", "");
    }

    @Test
    void independentImagesAreBuiltTogether() throws IOException {
        CountDownLatch both = new CountDownLatch(2);
        for (String alias : List.of("a", "b")) {
            builder.whenRun.put(alias, () -> {
                both.countDown();
                await(both);
            });
        }

        assertThat(aliases(build(2, text("a", "1"), text("b", "2")))).containsExactly("a", "b");
    }

    @Test
    void noMoreImagesAreBuiltTogetherThanAllowed() throws IOException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<ImageSpec> images = new ArrayList<>();
        CountDownLatch two = new CountDownLatch(2);
        for (int i = 0; i < 12; i++) {
            images.add(text("image-" + i, "content " + i));
            builder.whenRun.put("image-" + i, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                two.countDown();
                await(two);
                running.decrementAndGet();
            });
        }

        build(2, images.toArray(ImageSpec[]::new));

        assertThat(most).hasValue(2);
    }

    @Test
    void anImageThatWaitsForOthersGivesWayToOne() throws IOException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch others = new CountDownLatch(3);
        builder.whenRun.put("waiting", () -> await(others));
        for (String alias : List.of("a", "b", "c")) {
            builder.whenRun.put(alias, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                others.countDown();
                running.decrementAndGet();
            });
        }

        assertThat(aliases(build(1, text("waiting", "WAIT"), text("a", "1"), text("b", "2"), text("c", "3"))))
                .containsExactly("waiting", "a", "b", "c");
        assertThat(most).hasValue(1);
    }

    @Test
    void oneAtATimeFollowsTheConfiguration() throws IOException {
        build(1, text("c", "1"), text("a", "FROM b"), text("b", "2"), text("d", "3"));

        assertThat(log.lines().stream().filter(line -> line.contains("started")).toList())
                .containsExactly(
                        "c started by embedded",
                        "b started by embedded",
                        "a started by embedded",
                        "d started by embedded");
    }

    @Test
    void aFailureLetsNoOtherImageBegin() {
        assertThatThrownBy(() -> build(1, text("a", "1"), text("b", "FAIL no"), text("c", "2")))
                .isInstanceOf(ImagepackException.class)
                .hasMessage("images.b: no");

        assertThat(log.about("a")).contains("a finished, built");
        assertThat(log.about("c")).isEmpty();
    }

    @Test
    void whatWasBuiltBeforeAFailureIsReused() throws IOException {
        assertThatThrownBy(() -> build(1, text("a", "1"), text("b", "FAIL no"))).hasMessage("images.b: no");

        assertThat(build(1, text("a", "1"), text("b", "2")).stream().map(BuildOutcome::reused))
                .containsExactly(true, false);
    }

    @Test
    void imagesUnderWayAreWaitedForAndTheirFailuresAreSuppressedOnes() {
        CountDownLatch allRun = new CountDownLatch(3);
        for (String alias : List.of("first", "second", "slow")) {
            builder.whenRun.put(alias, () -> {
                allRun.countDown();
                await(allRun);
            });
        }

        assertThatThrownBy(() ->
                        build(3, text("first", "FAIL one"), text("second", "FAIL two"), text("slow", "x"), text("z")))
                .isInstanceOf(ImagepackException.class)
                .satisfies(e -> {
                    assertThat(e.getSuppressed()).hasSize(1);
                    assertThat(List.of(e.getMessage(), e.getSuppressed()[0].getMessage()))
                            .containsExactlyInAnyOrder("images.first: one", "images.second: two");
                });
        assertThat(log.about("slow")).contains("slow finished, built");
    }

    @Test
    void circlesAreFoundBeforeAnyWork() {
        assertThatThrownBy(() -> build(1, text("x", "x"), text("a", "FROM b"), text("b", "FROM a")))
                .isInstanceOf(ImagepackException.class)
                .hasMessageContaining("images.a → images.b → images.a");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void anInterruptReachesTheImagesUnderWay() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        builder.whenRun.put("a", () -> {
            running.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw new InterruptedIOException();
            }
        });
        FutureTask<Boolean> build = new FutureTask<>(() -> {
            try {
                build(1, text("a", "1"), text("b", "2"));
                return false;
            } catch (InterruptedIOException e) {
                return Thread.currentThread().isInterrupted() && interrupted.get();
            }
        });
        Thread thread = new Thread(build);
        thread.start();
        running.await();
        thread.interrupt();

        assertThat(build.get()).isTrue();
        assertThat(log.about("b")).isEmpty();
    }

    @Test
    void buildersAreChosenByTheSpecification() throws IOException {
        BuildImages.Request request = new BuildImages.Request(
                List.of(text("a", "1")),
                "shop:web",
                directory,
                Set.of(),
                Instant.EPOCH,
                cache,
                Runnable::run,
                1,
                image -> new TextBuilder(image.builder().getClass().getSimpleName()),
                log);

        assertThat(BuildImages.build(request).get(0).builder()).isEqualTo("Embedded");
    }

    @Test
    void atLeastOneImageIsBuiltAtATime() {
        assertThatThrownBy(() -> request(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnchangedBuildWritesNoBlobAndNoRecord() throws IOException {
        Files.writeString(directory.resolve("file"), "content");
        build(2, text("a", "FILE file"), text("b", "FROM a", "2"));
        List<String> before = blobsAndRecords();

        build(2, text("a", "FILE file"), text("b", "FROM a", "2"));

        assertThat(blobsAndRecords()).isEqualTo(before).hasSize(6);
    }

    private List<String> blobsAndRecords() throws IOException {
        List<String> found = new ArrayList<>();
        for (String part : List.of("blobs", "records")) {
            try (Stream<Path> all = Files.walk(directory.resolve("cache/v1").resolve(part))) {
                for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                    found.add(file + " "
                            + Files.readAttributes(file, BasicFileAttributes.class)
                                    .fileKey());
                }
            }
        }
        return found;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
