package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Images with a small and with a large layer that a command makes, taken out of the engine by a JVM of 128 MB. */
final class EngineHeap {

    private static final long SMALL = 200_000_000;
    private static final long LARGE = 1_000_000_000;
    private static final int MEGABYTE = 1_000_000;

    private final Settings settings;
    private final SmallHeap heap;
    private final FilesImage image;
    private final List<String> arguments;

    /** @param engine as imagepack takes it */
    EngineHeap(Settings settings, Maven maven, String engine, Program busybox) throws IOException {
        this.settings = settings;
        this.heap = new SmallHeap(settings, maven);
        this.image = FilesImage.writeDockerfile(settings.work().resolve("engine-heap"), settings);
        this.arguments = List.of("package", "-Dimagepack.engine.host=" + engine);
        Path program = image.directory().resolve("busybox");
        Files.deleteIfExists(program);
        Files.copy(busybox.file(), program);
    }

    void run() throws IOException, InterruptedException {
        Benchmark.say("\nMemory of the whole Maven process with " + SmallHeap.JVM + ", the engine's not counted");
        measure(settings.bytes(SMALL));
        measure(settings.bytes(LARGE));
        Benchmark.delete(image.directory());
    }

    /** Random bytes, so that the engine remembers nothing of them that would be of use, and no layer is small. */
    private void measure(long size) throws IOException, InterruptedException {
        image.forget();
        long megabytes = size / MEGABYTE;
        Files.writeString(image.directory().resolve("Dockerfile"), """
                FROM scratch
                COPY busybox /bin/busybox
                RUN ["/bin/busybox", "dd", "if=/dev/urandom", "of=/large", "bs=%d", "count=%d"]
                """.formatted(MEGABYTE, megabytes));
        heap.build(image.directory(), "a layer of " + megabytes + " MB made by a command", arguments);
    }
}
