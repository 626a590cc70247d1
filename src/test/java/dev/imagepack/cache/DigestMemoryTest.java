package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.imagepack.cache.TestLayers.digest;
import static org.assertj.core.api.Assertions.assertThat;

class DigestMemoryTest {

    private static final FileStamp STAMP = new FileStamp(1, Long.MAX_VALUE, -2, 1L << 40);

    @TempDir
    Path directory;

    private CacheFiles files;
    private Path a;
    private Path b;

    @BeforeEach
    void makeFiles() throws IOException {
        files = new CacheFiles(directory.resolve("cache"));
        a = Files.writeString(directory.resolve("a"), "");
        b = Files.writeString(directory.resolve("b"), "");
    }

    private DigestMemory memoryOf(Path... remembered) {
        DigestMemory memory = new DigestMemory(files);
        for (Path file : remembered) {
            memory.remember(file, STAMP, digest(file.toString()));
        }
        return memory;
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> parts = Files.list(files.memory())) {
            return parts.sorted().toList();
        }
    }

    @Test
    void whatIsSavedIsFound() throws IOException {
        memoryOf(a).save();

        assertThat(new DigestMemory(files).find(a, STAMP)).contains(digest(a.toString()));
        assertThat(new DigestMemory(files).find(b, STAMP)).isEmpty();
        assertThat(new DigestMemory(files).find(a, new FileStamp(1, 2, 3, 4))).isEmpty();
        assertThat(parts()).hasSize(1).allMatch(part -> files.kindOf(part) == CacheFiles.Kind.MEMORY);
    }

    @Test
    void nothingNewWritesNothing() throws IOException {
        memoryOf(a).save();
        Path part = parts().get(0);
        FileTime written = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(part, written);

        DigestMemory memory = new DigestMemory(files);
        memory.find(a, STAMP);
        memory.save();

        assertThat(Files.getLastModifiedTime(part)).isEqualTo(written);
    }

    @Test
    void twoThatSaveOneAfterTheOtherKeepBoth() {
        DigestMemory first = memoryOf(a);
        DigestMemory second = memoryOf(b);
        first.save();
        second.save();

        DigestMemory third = new DigestMemory(files);
        assertThat(third.find(a, STAMP)).isPresent();
        assertThat(third.find(b, STAMP)).isPresent();
    }

    @Test
    void filesThatAreGoneAreForgotten() throws IOException {
        memoryOf(a, b).save();
        long before = Files.size(parts().get(0));
        Files.delete(a);
        Path c = Files.writeString(directory.resolve("c"), "");
        memoryOf(c).save();

        assertThat(new DigestMemory(files).find(a, STAMP)).isEmpty();
        assertThat(new DigestMemory(files).find(b, STAMP)).isPresent();
        assertThat(parts()).hasSize(1);
        assertThat(Files.size(parts().get(0))).isEqualTo(before);
    }

    @Test
    void aDamagedPartIsForgotten() throws IOException {
        memoryOf(a, b).save();
        Path part = parts().get(0);
        byte[] whole = Files.readAllBytes(part);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(part, damaged);
            assertThat(new DigestMemory(files).find(a, STAMP)).as("byte %d", i).isEmpty();
            Files.write(part, java.util.Arrays.copyOf(whole, i));
            assertThat(new DigestMemory(files).find(a, STAMP)).as("%d bytes", i).isEmpty();
        }
        memoryOf(a).save();
        assertThat(new DigestMemory(files).find(a, STAMP)).isPresent();
    }

    private Path directoryOfAnotherPart() throws IOException {
        String separator = directory.getFileSystem().getSeparator();
        Path other = directory.resolve("other/x/y");
        while (DigestMemory.part(other.resolve("c").toString(), separator)
                == DigestMemory.part(a.toString(), separator)) {
            other = other.resolve("deeper");
        }
        return Files.createDirectories(other);
    }

    @Test
    void filesOfNeighbouringPackagesAreInOnePart() {
        int part = DigestMemory.part("/work/shop/web/src/main/java/shop/cart/Cart.java", "/");

        assertThat(DigestMemory.part("/work/shop/web/src/main/java/shop/order/Order.java", "/"))
                .isEqualTo(part);
        assertThat(DigestMemory.part("/work/shop/api/src/main/java/shop/cart/Cart.java", "/"))
                .isNotEqualTo(part);
        assertThat(DigestMemory.part("/a", "/")).isEqualTo(DigestMemory.part("b", "/"));
    }

    @Test
    void whenItGrowsTooLargeThePartsWrittenLongestAgoGo() throws IOException {
        Path other = Files.writeString(directoryOfAnotherPart().resolve("c"), "");
        memoryOf(a).save();
        Path old = parts().get(0);
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));

        DigestMemory small = new DigestMemory(files, 200);
        small.remember(other, STAMP, digest("c"));
        small.save();

        assertThat(new DigestMemory(files).find(a, STAMP)).isEmpty();
        assertThat(new DigestMemory(files).find(other, STAMP)).isPresent();
        assertThat(parts()).doesNotContain(old);
    }

    @Test
    void aMemoryThatCannotBeWrittenIsOnlyForgotten() throws IOException {
        Files.createDirectories(files.directory());
        Files.writeString(files.memory(), "in the way");
        DigestMemory memory = memoryOf(a);

        memory.save();

        assertThat(memory.find(a, STAMP)).isPresent();
        assertThat(new DigestMemory(files).find(a, STAMP)).isEqualTo(Optional.empty());
    }
}
