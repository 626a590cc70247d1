package dev.imagepack.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The distribution project's own registry, on this machine, with its storage in a directory. */
final class LocalRegistry implements AutoCloseable {

    /** The program's name, as Debian's package has it. */
    static final String PROGRAM = "docker-registry";

    private static final long STARTING_MILLIS = 30_000;
    private static final Pattern STORED =
            Pattern.compile("\"PUT /v2/\\S+/blobs/uploads/\\S*digest=(\\S+?)(?:&\\S*)? HTTP/1.1\" 201 ");

    private final Program program;
    private final Path directory;
    private final int port;
    private Optional<Process> process = Optional.empty();

    private LocalRegistry(Program program, Path directory, int port) {
        this.program = program;
        this.directory = directory;
        this.port = port;
    }

    /** An empty one. */
    static LocalRegistry start(Program program, Path directory) throws IOException, InterruptedException {
        Benchmark.delete(directory);
        Files.createDirectories(directory);
        LocalRegistry registry = new LocalRegistry(program, directory, freePort());
        registry.start();
        return registry;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("log");
    }

    private void start() throws IOException, InterruptedException {
        Path configuration = Files.writeString(
                directory.resolve("config.yml"),
                "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: '" + data()
                        + "'}}\nhttp: {addr: '127.0.0.1:" + port + "', secret: benchmark}\n");
        process = Optional.of(new ProcessBuilder(program.file().toString(), "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start());
        long end = System.currentTimeMillis() + STARTING_MILLIS;
        while (!answers()) {
            if (!process.get().isAlive() || System.currentTimeMillis() > end) {
                throw new IllegalStateException(program.file() + " did not come up:\n" + Files.readString(log()));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** As references name it. */
    String domain() {
        return "127.0.0.1:" + port;
    }

    /** Takes what it has now for what {@link #reset} goes back to. */
    void keep() throws IOException, InterruptedException {
        stop();
        Files.move(data(), directory.resolve("kept"));
        reset();
    }

    /** Forgets all that came since {@link #keep}, and what is in its log. */
    void reset() throws IOException, InterruptedException {
        stop();
        Benchmark.delete(data());
        copy(directory.resolve("kept"), data());
        start();
    }

    /** The kept files are never written to again, so links to them will do. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Path target = to.resolve(from.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.createLink(target, path);
                }
            }
        }
    }

    /** How often the bytes of each blob came, by digest, since the last reset. */
    Map<String, Integer> arrivals() throws IOException {
        Map<String, Integer> arrivals = new TreeMap<>();
        Matcher stored = STORED.matcher(Files.readString(log()));
        while (stored.find()) {
            arrivals.merge(stored.group(1).replace("%3A", ":"), 1, Integer::sum);
        }
        return arrivals;
    }

    /** Fails when it has no such manifest. */
    void requireManifest(String repository, String digest) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + domain() + "/v2/" + repository + "/manifests/" + digest))
                .header("Accept", "application/vnd.oci.image.manifest.v1+json")
                .header("Accept", "application/vnd.docker.distribution.manifest.v2+json")
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IllegalStateException(repository + "@" + digest + " is not there: " + status);
        }
    }

    private void stop() throws InterruptedException {
        if (process.isPresent()) {
            process.get().destroy();
            process.get().waitFor();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }
}
