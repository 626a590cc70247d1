package dev.imagepack.registry.credentials;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** How programs that keep credentials are run. */
class CredentialHelpersTest {

    @TempDir
    private Path directory;

    private void helper(String script) throws Exception {
        Path file = Files.writeString(directory.resolve("docker-credential-own"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void oneThatHangsIsEnded() throws Exception {
        helper("exec sleep 600");
        CredentialAnswer answer = CredentialHelpers.of(Map.of("PATH", directory.toString()), Duration.ofSeconds(1))
                .ask("own", "x");
        assertThat(answer.text()).isEqualTo("docker-credential-own did not answer within 1 s");
        assertThat(ProcessHandle.current().descendants().map(ProcessHandle::info))
                .noneMatch(info -> info.commandLine().orElse("").contains("sleep 600"));
    }

    @Test
    void eachIsAskedOnceAboutAServer() throws Exception {
        helper("cat > /dev/null; echo x >> " + directory.resolve("count")
                + "; echo '{\"Username\":\"anna\",\"Secret\":\"pw\"}'");
        CredentialHelpers helpers = CredentialHelpers.of(Map.of("PATH", directory.toString()));
        assertThat(helpers.ask("own", "a")).isEqualTo(helpers.ask("own", "a"));
        helpers.ask("own", "b");
        assertThat(directory.resolve("count")).hasContent("x\nx");
    }

    @Test
    void theWorkingDirectoryIsNotSearched() {
        CredentialHelpers helpers = CredentialHelpers.of(Map.of("PATH", "." + File.pathSeparator + "bin"));
        assertThat(helpers.ask("own", "x").text()).isEqualTo("docker-credential-own is not on the PATH");
    }

    @Test
    void oneThatDoesNotReadIsNoFault() throws Exception {
        helper("exec 0<&-; echo '{\"Username\":\"anna\",\"Secret\":\"pw\"}'");
        CredentialHelpers helpers = CredentialHelpers.of(Map.of("PATH", directory.toString() + ":/bin:/usr/bin"));
        assertThat(helpers.ask("own", "x")).isInstanceOf(CredentialAnswer.Found.class);
    }
}
