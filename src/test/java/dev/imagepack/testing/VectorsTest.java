package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** All cases are there, and every table is read by a test: one that gets lost would fail nowhere else. */
class VectorsTest {

    private static final Path OWN = Path.of("src/test/resources/vectors/own");
    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void noneOfOursIsLost() throws IOException {
        assertThat(files(OWN.resolve("build"))).hasSize(171);
        assertThat(cases(OWN.resolve("tables"))).isEqualTo(512);
    }

    @Test
    void noneOfThoseOfOthersIsLost() throws IOException {
        Path others = Vectors.root("third-party");

        assertThat(files(others.resolve("build"))).hasSize(92);
        assertThat(cases(others.resolve("tables"))).isEqualTo(323);
    }

    @Test
    void eachOfOurTablesIsReadByATest() throws IOException {
        assertThat(unread(OWN.resolve("tables"))).isEmpty();
    }

    @Test
    void eachTableOfOthersIsReadByATest() throws IOException {
        assertThat(unread(Vectors.root("third-party").resolve("tables"))).isEmpty();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    private static int cases(Path tables) throws IOException {
        int cases = 0;
        for (Path table : files(tables)) {
            cases += new ObjectMapper().readTree(table.toFile()).path("cases").size();
        }
        return cases;
    }

    /** The tables whose name stands in no test, neither for itself nor as a file's. */
    private static List<String> unread(Path tables) throws IOException {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.walk(TESTS)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith("Test.java")).toList()) {
                tests.append(Files.readString(file));
            }
        }
        return files(tables).stream()
                .map(table -> table.getFileName().toString())
                .filter(name ->
                        tests.indexOf('"' + name.replace(".json", "") + '"') < 0 && tests.indexOf('/' + name + '"') < 0)
                .toList();
    }
}
