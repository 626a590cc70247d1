package dev.imagepack.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

/** What comes to a socket that is a file goes without the JVM's TLS, which takes longer to make than all else. */
@Timeout(60)
class NoTlsTest {

    private static final String AUTHORITIES = "sun.security.ssl.TrustStoreManager";

    @TempDir
    Path home;

    /** Asks the engine at a socket what it is. */
    static final class Asking {
        public static void main(String[] arguments) throws Exception {
            try (Engine engine = Engine.at(new EngineAddress.Unix(Path.of(arguments[0])))) {
                System.out.println(engine.facts());
            }
        }
    }

    @Test
    void theAuthoritiesOfTheJvmAreNotRead() throws Exception {
        Path socket = home.resolve("engine.sock");
        List<String> command = new ArrayList<>(List.of(ChildJvm.program("java"), "-Xlog:class+load:stdout"));
        command.addAll(ChildJvm.options(Asking.class));
        command.add(socket.toString());
        try (FakeEngine engine = FakeEngine.onSocket(socket);
                ChildJvm jvm = ChildJvm.start(new ProcessBuilder(command))) {
            assertThat(jvm.output())
                    .contains("Docker 20.10.0 (linux/amd64)")
                    .anyMatch(line -> line.contains(EngineAddress.Unix.class.getName()))
                    .noneMatch(line -> line.contains(AUTHORITIES));
        }
    }
}
