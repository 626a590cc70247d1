package dev.imagepack.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution project's own registry, on a free port of this machine, with its storage in a directory. */
public final class DockerRegistry implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on [^\" ]*?:([0-9]+)[, \"]");

    private final Process process;
    private final int port;

    private DockerRegistry(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One that everybody may use, without TLS. */
    public static DockerRegistry open(Path directory) throws IOException {
        return start(directory, "", "");
    }

    /**
     * One that wants a password, behind TLS.
     *
     * @param htpasswd a file of names and bcrypt hashes
     * @param certificate its chain, PEM
     * @param key of the certificate, PEM
     */
    public static DockerRegistry guarded(Path directory, Path htpasswd, Path certificate, Path key) throws IOException {
        return start(
                directory,
                "  tls: {certificate: '" + certificate + "', key: '" + key + "'}\n",
                "auth: {htpasswd: {realm: test, path: '" + htpasswd + "'}}\n");
    }

    private static DockerRegistry start(Path directory, String tls, String auth) throws IOException {
        Tool.DOCKER_REGISTRY.require();
        Files.createDirectories(directory);
        Path configuration = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: '" + directory.resolve("data")
                        + "'}, delete: {enabled: true}}\nhttp:\n  addr: 127.0.0.1:0\n" + tls + auth);
        Process process = new ProcessBuilder(Tool.DOCKER_REGISTRY.file().toString(), "serve", configuration.toString())
                .redirectErrorStream(true)
                .start();
        try {
            return new DockerRegistry(process, port(process));
        } catch (IOException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int port(Process process) throws IOException {
        BufferedReader log = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listening = LISTENING.matcher(line + " ");
            if (listening.find()) {
                readOn(log);
                return Integer.parseInt(listening.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("docker-registry did not come up:\n" + said);
    }

    /** Else it would stop when the pipe is full. */
    private static void readOn(BufferedReader log) {
        Thread reader = new Thread(() -> log.lines().forEach(line -> {}), "docker-registry-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** {@code 127.0.0.1:port}, as references name it. */
    public String domain() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
