package dev.imagepack.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import dev.imagepack.io.Compression;

/** A process of its own that compresses files one after the other into nothing, and leaves the seconds it took in a file. */
public final class CompressionAlone {

    private CompressionAlone() {}

    /** Arguments: algorithm with or without a level, directory, file for the result. */
    public static void main(String[] arguments) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(Path.of(arguments[1]))) {
            files = tree.filter(Files::isRegularFile).sorted().toList();
        }
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        long start = System.nanoTime();
        try (OutputStream out = new BufferedOutputStream(
                compression(arguments[0]).compress(OutputStream.nullOutputStream(), workers), 1 << 16)) {
            for (Path file : files) {
                Files.copy(file, out);
            }
        } finally {
            workers.shutdown();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.writeString(Path.of(arguments[2]), String.valueOf(seconds));
    }

    private static Compression compression(String text) {
        String[] parts = text.split(":");
        Compression.Algorithm algorithm = Compression.Algorithm.valueOf(parts[0].toUpperCase(Locale.ROOT));
        if (parts.length > 1) {
            return new Compression(algorithm, Integer.parseInt(parts[1]));
        }
        return Stream.of(Compression.GZIP, Compression.ZSTD, Compression.NONE)
                .filter(usual -> usual.algorithm() == algorithm)
                .findFirst()
                .orElseThrow();
    }
}
