package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.oci.Digest;

import static org.assertj.core.api.Assertions.assertThat;

/** What a stamp sees; that builds note all that they look at is shown where builds are tested. */
class RunStampTest {

    private static final Digest KEY = Digest.of(new byte[] {1});
    private static final List<String> SAID = List.of("app - three layers");

    @TempDir
    Path directory;

    private Path output;
    private Sightings sightings;
    private final List<String> why = new ArrayList<>();

    @BeforeEach
    void begin() throws IOException {
        output = directory.resolve("output");
        Files.createDirectory(directory.resolve("d"));
        Files.writeString(directory.resolve("d/file"), "text");
        sightings = new Sightings(Set.of(output), () -> Instant.now().plus(Duration.ofMinutes(1)));
    }

    private RunStamp stamp(Digest key) {
        return new RunStamp(directory.resolve("stamp"), key, Set.of(output));
    }

    private Optional<List<String>> glance() {
        return stamp(KEY).unchanged(question -> "answer", why::add);
    }

    private void leave() throws IOException {
        stamp(KEY).leave(sightings, SAID);
    }

    @Test
    void saysWhatTheEarlierRunSaidUntilTheKeyIsAnother() throws IOException {
        leave();
        assertThat(glance()).contains(SAID);
        assertThat(stamp(Digest.of(new byte[0])).unchanged(question -> "", why::add))
                .isEmpty();
        assertThat(why).containsExactly("the goal is told something else");
    }

    @Test
    void isNothingOnceItIsWithdrawn() throws IOException {
        leave();
        stamp(KEY).withdraw();
        assertThat(glance()).isEmpty();
        assertThat(why).containsExactly("no earlier build left stamp");
    }

    @Test
    void aStampThatIsCutOrAlteredAnywhereIsNone() throws IOException {
        sightings.everything(directory.resolve("d"));
        sightings.answered("question", "answer");
        leave();
        byte[] whole = Files.readAllBytes(directory.resolve("stamp"));
        for (int length = 0; length < whole.length - 1; length++) {
            Files.write(directory.resolve("stamp"), Arrays.copyOf(whole, length));
            assertThat(glance()).as("%d bytes", length).isEmpty();
        }
        Files.writeString(directory.resolve("stamp"), new String(whole).replace("PLACE", "PALACE"));
        assertThat(glance()).isEmpty();
        Files.write(directory.resolve("stamp"), whole);
        assertThat(glance()).isPresent();
    }

    @Test
    void aPlaceIsFollowedFromLinkToLink() throws IOException {
        Files.createSymbolicLink(directory.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(directory.resolve("two"), Path.of("d/none"));
        sightings.place(directory.resolve("one"));
        leave();
        assertThat(glance()).isPresent();
        Files.writeString(directory.resolve("d/none"), "");
        assertThat(glance()).isEmpty();
        assertThat(why).containsExactly("PLACE " + directory.resolve("d/none"));
    }

    @Test
    void linksInACircleAreNotFollowedForever() throws IOException {
        Files.createSymbolicLink(directory.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(directory.resolve("two"), Path.of("one"));
        sightings.place(directory.resolve("one"));
        assertThat(sightings.spoilt()).get().asString().contains("leads from link to link");
    }

    @Test
    void outputsMayComeAndGo() throws IOException {
        sightings.everything(directory);
        Files.writeString(output, "made by packaging");
        stamp(KEY).leave(sightings, SAID);
        Files.delete(directory.resolve("stamp"));
        Sightings again = new Sightings(Set.of(output, directory.resolve("stamp")), () -> Instant.MAX);
        again.everything(directory);
        RunStamp stamp = new RunStamp(directory.resolve("stamp"), KEY, Set.of(output, directory.resolve("stamp")));
        stamp.leave(again, SAID);
        Files.delete(output);
        assertThat(stamp.unchanged(question -> "", why::add))
                .as(() -> why.toString())
                .isPresent();
    }

    /** maven-resources-plugin sets the permissions of every resource in every build. */
    @Test
    void permissionsThatAreSetToWhatTheyWereAreNoChange() throws IOException {
        Path file = directory.resolve("d/file");
        Files.setAttribute(file, "unix:mode", 0644);
        sightings.place(file);
        leave();
        awaitTickAfter(file);
        Files.setAttribute(file, "unix:mode", 0644);
        assertThat(glance()).isPresent();
        Files.setAttribute(file, "unix:mode", 0600);
        assertThat(glance()).isEmpty();
    }

    @Test
    void aFileOfAnotherTimeOrInodeIsAChange() throws IOException {
        Path file = directory.resolve("d/file");
        sightings.place(file);
        leave();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(glance()).isEmpty();
        sightings = new Sightings(Set.of(), () -> Instant.MAX);
        sightings.place(file);
        leave();
        assertThat(glance()).isPresent();
        Files.move(file, directory.resolve("d/old"));
        Files.writeString(file, "text");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        assertThat(glance()).isEmpty();
    }

    @Test
    void aSecondLookAtSomethingThatChangedSpoilsThem() throws IOException {
        sightings.content(directory.resolve("d/file"));
        Files.writeString(directory.resolve("d/file"), "other");
        sightings.content(directory.resolve("d/file"));
        assertThat(sightings.spoilt()).get().asString().endsWith("changed meanwhile");
        leave();
        assertThat(glance()).isEmpty();
        assertThat(directory.resolve("stamp")).doesNotExist();
    }

    @Test
    void aFileOfTheLastMomentSpoilsThem() {
        Sightings now = new Sightings(Set.of(), () -> Instant.EPOCH);
        now.place(directory.resolve("d/file"));
        assertThat(now.spoilt()).get().asString().endsWith("d/file was only just written");
    }

    @Test
    void whatHasSeveralLinesSpoilsThem() {
        sightings.answered("a\nb", "c");
        assertThat(sightings.spoilt()).isPresent();
    }

    @Test
    void aQuestionIsAskedAgain() throws IOException {
        sightings.answered("question", "answer");
        leave();
        assertThat(glance()).isPresent();
        assertThat(stamp(KEY).unchanged(question -> question, why::add)).isEmpty();
        assertThat(stamp(KEY)
                        .unchanged(
                                question -> {
                                    throw new IOException("nobody answers");
                                },
                                why::add))
                .isEmpty();
        assertThat(why).containsExactly("question", "java.io.IOException: nobody answers");
    }

    @Test
    void nobodyIsAskedWhenAFileChangedAnyway() throws IOException {
        sightings.answered("question", "answer");
        sightings.content(directory.resolve("d/file"));
        leave();
        Files.writeString(directory.resolve("d/file"), "other");
        List<String> asked = new ArrayList<>();
        assertThat(stamp(KEY)
                        .unchanged(
                                question -> {
                                    asked.add(question);
                                    return "answer";
                                },
                                why::add))
                .isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void aNeededFileOfAnotherSizeAndAUsedRecordThatIsGoneAreChanges() throws IOException {
        sightings.needs(directory.resolve("d/file"), 4);
        sightings.used(directory.resolve("d/file"));
        leave();
        assertThat(glance()).isPresent();
        Files.writeString(directory.resolve("d/file"), "longer");
        assertThat(glance()).isEmpty();
        Files.delete(directory.resolve("d/file"));
        assertThat(glance()).isEmpty();
        Files.writeString(directory.resolve("d/file"), "four");
        assertThat(glance()).isPresent();
    }

    private void awaitTickAfter(Path file) throws IOException {
        Path probe = directory.resolve("probe");
        do {
            Files.writeString(probe, "");
        } while (Files.getAttribute(probe, "unix:ctime").equals(Files.getAttribute(file, "unix:ctime")));
    }
}
