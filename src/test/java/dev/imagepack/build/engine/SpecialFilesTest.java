package dev.imagepack.build.engine;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.engine.Engine;
import dev.imagepack.testing.EveryEngine;
import dev.imagepack.testing.RealEngine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What no file is in a context: nobody waits for what a pipe, a socket or a device would say. */
@Timeout(120)
class SpecialFilesTest {

    @TempDir
    Path home;

    private Workbench bench;
    private ServerSocketChannel socket;

    @BeforeEach
    void open() throws Exception {
        bench = new Workbench(home).tools().file("a.txt", "a");
        socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(bench.module.resolve("socket")));
    }

    private int make(String... command) throws Exception {
        return new ProcessBuilder(command)
                .directory(bench.module.toFile())
                .start()
                .waitFor();
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        bench.close();
    }

    @EveryEngine
    void socketsAndDevicesAreNotInTheContext(RealEngine real) throws Exception {
        make("mknod", "device", "c", "1", "3");
        try (Engine engine = real.open()) {
            String[] lines = {"FROM tools", "COPY . /ctx/"};
            assertThat(bench.tree(bench.build(engine, lines)))
                    .isEqualTo(bench.tree(bench.embedded(lines)))
                    .extracting(line -> line.split(" ")[0])
                    .containsExactly("/ctx", "/ctx/a.txt");
        }
    }

    private void assertRefused(Builder builder, String... lines) {
        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(() -> builder.prepare(bench.request(lines)))
                .withMessage("the named pipe pipe is among the files to copy, which not every builder can do");
    }

    @Test
    void aNamedPipeIsRefusedByEveryBuilderAlike() throws Exception {
        Assumptions.assumeTrue(make("mkfifo", "pipe") == 0, "mkfifo is not here");
        Builder engine = bench.builder(() -> {
            throw new AssertionError("an engine was looked for");
        });

        for (Builder builder : List.of(engine, bench.embedded(), bench.buildah("buildah"))) {
            assertRefused(builder, "FROM tools", "COPY pipe /pipe");
            assertRefused(builder, "FROM tools", "COPY . /all/");
        }
    }

    @EveryEngine
    void aNamedPipeThatNothingCopiesDoesNotMatter(RealEngine real) throws Exception {
        Assumptions.assumeTrue(make("mkfifo", "pipe") == 0, "mkfifo is not here");
        try (Engine engine = real.open()) {
            assertThat(bench.tree(
                            bench.build(engine, "FROM tools", "COPY [a.]* /x/", "RUN [\"/bin/busybox\", \"true\"]")))
                    .extracting(line -> line.split(" ")[0])
                    .contains("/x/a.txt")
                    .noneMatch(path -> path.contains("pipe"));
        }
    }
}
