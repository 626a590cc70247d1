package dev.imagepack.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.cache.Cache;
import dev.imagepack.image.BuildOutcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FallbackBuilderTest {

    @TempDir
    Path directory;

    private final TextBuilder local = new TextBuilder("local");
    private final TextBuilder remote = new TextBuilder("remote");
    private final Builder both = new FallbackBuilder("local or remote", List.of(local, remote));

    private BuildOutcome build(Builder builder, String... lines) throws IOException {
        try (Cache cache = Cache.open(directory.resolve("cache"))) {
            BuildRequest request = new BuildRequest(
                    Specs.text("app", lines),
                    Map.of(),
                    directory,
                    Set.of(),
                    Instant.EPOCH,
                    cache,
                    Runnable::run,
                    BuildLog.SILENT);
            return new CachingBuilder(builder, "shop:web").build(request);
        }
    }

    private static void miss(TextBuilder builder, String what) {
        builder.whenRun.put("app", () -> {
            throw new NoEngineException(what, "Start " + what + ".", null);
        });
    }

    @Test
    void theFirstThatIsThereRunsIt() throws IOException {
        assertThat(build(both, "a").builder()).isEqualTo("local");
        miss(local, "no local one");
        assertThat(build(both, "b").builder()).isEqualTo("remote");
    }

    @Test
    void whatIsInTheCacheNeedsNobodyAndSaysWhoBuiltIt() throws IOException {
        miss(local, "no local one");
        build(both, "a");
        miss(remote, "no remote one");
        BuildOutcome again = build(both, "a");
        assertThat(again.reused()).isTrue();
        assertThat(again.builder()).isEqualTo("remote");
    }

    @Test
    void anotherFaultIsNotTriedElsewhere() {
        remote.whenRun.put("app", () -> {
            throw new AssertionError("not asked");
        });
        assertThatThrownBy(() -> build(both, "FAIL because")).hasMessage("images.app: because");
    }

    @Test
    void whereNobodyIsThereAllAreNamed() {
        miss(local, "no local one");
        miss(remote, "no remote one");
        assertThatThrownBy(() -> build(both, "a"))
                .isInstanceOf(NoEngineException.class)
                .hasMessage("images.app: nobody is there to run it:\n- no local one\n- no remote one");
    }

    @Test
    void aRecipeThatTurnsOutToRunCommandsIsHandedOn() throws IOException {
        Builder plain = new Builder() {
            @Override
            public String name() {
                return "embedded";
            }

            @Override
            public Set<dev.imagepack.image.Alias> siblings(
                    dev.imagepack.image.ImageSpec spec, Set<dev.imagepack.image.Alias> available) {
                return Set.of();
            }

            @Override
            public PreparedBuild prepare(BuildRequest request) {
                throw new NeedsEngineException("RUN needs an engine", "Choose auto.");
            }
        };
        assertThat(build(new UntilCommandBuilder(plain, local), "a").builder()).isEqualTo("local");
    }
}
