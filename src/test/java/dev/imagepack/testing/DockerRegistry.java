package dev.imagepack.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution project's own registry, on a port of this machine, with its storage in a directory. */
public final class DockerRegistry implements AutoCloseable {

    private static final String ANY_PORT = "127.0.0.1:0";
    private static final Pattern LISTENING = Pattern.compile("listening on [^\" ]*?:([0-9]+)[, \"]");

    private static final Pattern REQUEST = Pattern.compile("\"([A-Z]+ \\S+) HTTP/1.1\" ([0-9]{3}) ");
    private static final long LAST_LINES_MILLIS = 30_000;

    private final Process process;
    private final int port;
    private final List<String> requests;
    private final Thread reader;

    private DockerRegistry(Process process) throws IOException {
        BufferedReader log = process.inputReader();
        this.process = process;
        this.port = port(log);
        this.requests = Collections.synchronizedList(new ArrayList<>());
        this.reader = new Thread(() -> log.lines().forEach(this::read), "docker-registry-log");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(String line) {
        Matcher request = REQUEST.matcher(line);
        if (request.find()) {
            requests.add(request.group(1) + " " + request.group(2));
        }
    }

    /** One that everybody may use, without TLS, on a free port. */
    public static DockerRegistry open(Path directory) throws IOException {
        return start(directory, ANY_PORT, "", "");
    }

    /**
     * The same where Podman, too, may pull from it: at the address in the environment variable
     * {@code IMAGEPACK_REGISTRY}, or on a free port where that is not set. One at a time.
     */
    public static DockerRegistry known(Path directory) throws IOException {
        return start(directory, knownAddress(), "", "");
    }

    private static String knownAddress() {
        return System.getenv().getOrDefault("IMAGEPACK_REGISTRY", ANY_PORT);
    }

    /** The same that wants a password, behind TLS, as {@link #guarded(Path, Path, Path, Path)} says. */
    public static DockerRegistry knownAndGuarded(Path directory, Path htpasswd, Path certificate, Path key)
            throws IOException {
        return start(directory, knownAddress(), tls(certificate, key), auth(htpasswd));
    }

    /**
     * One that wants a password, without TLS.
     *
     * @param htpasswd a file of names and bcrypt hashes
     */
    public static DockerRegistry guarded(Path directory, Path htpasswd) throws IOException {
        return start(directory, ANY_PORT, "", auth(htpasswd));
    }

    /**
     * One that wants a password, behind TLS.
     *
     * @param htpasswd a file of names and bcrypt hashes
     * @param certificate its chain, PEM
     * @param key of the certificate, PEM
     */
    public static DockerRegistry guarded(Path directory, Path htpasswd, Path certificate, Path key) throws IOException {
        return start(directory, ANY_PORT, tls(certificate, key), auth(htpasswd));
    }

    private static String tls(Path certificate, Path key) {
        return "  tls: {certificate: '" + certificate + "', key: '" + key + "'}\n";
    }

    private static String auth(Path htpasswd) {
        return "auth: {htpasswd: {realm: test, path: '" + htpasswd + "'}}\n";
    }

    private static DockerRegistry start(Path directory, String address, String tls, String auth) throws IOException {
        Tool.DOCKER_REGISTRY.require();
        Files.createDirectories(directory);
        Path configuration = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: '" + directory.resolve("data")
                        + "'}, delete: {enabled: true}}\nhttp:\n  addr: " + address + "\n" + tls + auth);
        Process process = new ProcessBuilder(Tool.DOCKER_REGISTRY.file().toString(), "serve", configuration.toString())
                .redirectErrorStream(true)
                .start();
        try {
            return new DockerRegistry(process);
        } catch (IOException | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int port(BufferedReader log) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher listening = LISTENING.matcher(line + " ");
            if (listening.find()) {
                return Integer.parseInt(listening.group(1));
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("docker-registry did not come up:\n" + said);
    }

    /** {@code 127.0.0.1:port}, as references name it. */
    public String domain() {
        return "127.0.0.1:" + port;
    }

    /** The requests so far as its log has them, all once it is closed: method, path with query, and status. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            reader.join(LAST_LINES_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
