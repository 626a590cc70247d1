package dev.imagepack.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Builds and packs an image with a small and with a large file, in a JVM of 128 MB, Maven included. */
final class Heap {

    private static final long SMALL = 200_000_000;
    private static final long LARGE = 2_000_000_000;

    private final Settings settings;
    private final Maven maven;
    private final SmallHeap heap;
    private final FilesImage image;

    Heap(Settings settings, Maven maven) throws IOException {
        this.settings = settings;
        this.maven = maven;
        this.heap = new SmallHeap(settings, maven);
        this.image = FilesImage.write(settings.work().resolve("heap"), settings, List.of("data"));
    }

    void run() throws IOException, InterruptedException {
        Path data = Files.createDirectories(image.directory().resolve("data"));
        new MadeUp(4, settings).write(data.resolve("small"), MadeUp.Kind.TEXT, 1000);
        maven.download(image.directory(), List.of("package"));
        Benchmark.say("\nMemory of the whole Maven process with " + SmallHeap.JVM);
        measure(data.resolve("file"), settings.bytes(SMALL));
        measure(data.resolve("file"), settings.bytes(LARGE));
        Benchmark.delete(image.directory());
    }

    private void measure(Path file, long size) throws IOException, InterruptedException {
        new MadeUp(5, settings).write(file, MadeUp.Kind.CODE, size);
        image.forget();
        heap.build(image.directory(), "a file of " + size / 1_000_000 + " MB", List.of("package"));
    }
}
