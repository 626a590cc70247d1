package dev.imagepack.build.engine;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.Builder;
import dev.imagepack.build.PreparedBuild;
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

    private void assertRefused(String... lines) throws Exception {
        Builder builder = bench.builder(() -> {
            throw new AssertionError("an engine was looked for");
        });
        PreparedBuild build = builder.prepare(bench.request(lines));

        assertThatExceptionOfType(ImagepackException.class)
                .isThrownBy(build::run)
                .withMessage("the context has a named pipe (pipe), which not every engine copies");
    }

    @Test
    void aNamedPipeIsRefusedBeforeAnEngineIsLookedFor() throws Exception {
        Assumptions.assumeTrue(make("mkfifo", "pipe") == 0, "mkfifo is not here");

        assertRefused("FROM tools", "COPY pipe /pipe");
        assertRefused("FROM tools", "COPY . /all/");
        assertThat(bench.tree(bench.embedded("FROM tools", "COPY pipe /pipe")))
                .singleElement()
                .asString()
                .contains("FIFO");
        bench.file(".dockerignore", "pipe\n");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertRefused("FROM tools", "COPY . /all/"));
    }
}
