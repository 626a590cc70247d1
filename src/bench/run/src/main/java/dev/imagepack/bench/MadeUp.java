package dev.imagepack.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/** Files with the same bytes on every machine, which compress about as well as what they stand for. */
final class MadeUp {

    /** What a file is like. */
    enum Kind {
        /** Text and markup: gzip leaves about a third. */
        TEXT,
        /** Programs and libraries: about a half. */
        CODE,
        /** Images and archives: nothing to gain. */
        DENSE
    }

    private static final int WORDS = 3000;
    private static final int PATTERNS = 4000;

    private final Settings settings;
    private final SplittableRandom random;
    private final byte[][] words = new byte[WORDS][];
    private final byte[][] patterns = new byte[PATTERNS][];

    MadeUp(long seed, Settings settings) {
        this.settings = settings;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < WORDS; i++) {
            words[i] = word();
        }
        for (int i = 0; i < PATTERNS; i++) {
            patterns[i] = pattern();
        }
    }

    private byte[] word() {
        StringBuilder word = new StringBuilder();
        for (int i = 2 + random.nextInt(8); i > 0; i--) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.append(random.nextInt(9) == 0 ? ".\n" : " ").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Of machine code or class files: some byte values are far more frequent than others. */
    private byte[] pattern() {
        byte[] pattern = new byte[2 + random.nextInt(7)];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) frequent(256);
        }
        return pattern;
    }

    /** Fills a directory with files of different sizes, {@code all} bytes of them; fewer of both in a small run. */
    void fill(Path directory, Kind kind, long all, int most) throws IOException {
        Files.createDirectories(directory);
        long left = settings.bytes(all);
        int files = settings.count(most);
        for (int i = 1; i <= files; i++) {
            long average = left / (files - i + 1);
            long size = i == files ? left : average / 2 + random.nextLong(average + 1);
            write(directory.resolve("f" + i + "." + kind.name().toLowerCase(Locale.ROOT)), kind, size);
            left -= size;
        }
    }

    void write(Path file, Kind kind, long size) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (long left = size; left > 0; ) {
                byte[] next = next(kind);
                int length = (int) Math.min(left, next.length);
                out.write(next, 0, length);
                left -= length;
            }
        }
    }

    private byte[] next(Kind kind) {
        return switch (kind) {
            case TEXT -> words[frequent(WORDS)];
            case CODE -> random.nextInt(4) > 0 ? patterns[frequent(PATTERNS)] : bytes(2);
            case DENSE -> bytes(4096);
        };
    }

    /** Small numbers more often than large ones, as words and instructions occur. */
    private int frequent(int bound) {
        double x = random.nextDouble();
        return (int) (x * x * x * bound);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i += Long.BYTES) {
            long eight = random.nextLong();
            for (int j = i; j < Math.min(count, i + Long.BYTES); j++) {
                bytes[j] = (byte) eight;
                eight >>>= Byte.SIZE;
            }
        }
        return bytes;
    }
}
