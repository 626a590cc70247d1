package dev.imagepack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every fuzz target on its inputs, findings of earlier fuzzing among them, and on some hundred others that are made
 * of them, the same at each run. {@code mvn -P fuzz test} looks for new ones.
 */
class CorpusTest {

    private static final int MUTANTS = 400;
    private static final int LONGEST = 1 << 16;

    @TestFactory
    List<DynamicNode> targets() throws IOException, ReflectiveOperationException {
        Path classes = Path.of(CorpusTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        List<DynamicNode> targets = new ArrayList<>();
        for (Path file : files(classes, "FuzzTest.class")) {
            String name = classes.relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), ".");
            Class<?> type = Class.forName(name.substring(0, name.length() - ".class".length()));
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(FuzzTest.class)) {
                    targets.add(target(type, method, file));
                }
            }
        }
        assertThat(targets).hasSizeGreaterThan(10);
        return targets;
    }

    private static DynamicNode target(Class<?> type, Method method, Path classFile) throws IOException {
        Path inputs = classFile.resolveSibling(type.getSimpleName() + "Inputs").resolve(method.getName());
        List<byte[]> corpus = new ArrayList<>();
        Stream.Builder<DynamicTest> tests = Stream.builder();
        for (Path input : files(inputs, "")) {
            byte[] bytes = Files.readAllBytes(input);
            corpus.add(bytes);
            tests.add(DynamicTest.dynamicTest(input.getFileName().toString(), () -> run(type, method, bytes)));
        }
        assertThat(corpus).as("inputs of " + type.getSimpleName()).isNotEmpty();
        tests.add(DynamicTest.dynamicTest("mutants", () -> mutants(type, method, corpus)));
        return DynamicContainer.dynamicContainer(type.getSimpleName(), tests.build());
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void run(Class<?> type, Method method, byte[] input) throws Exception {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        try {
            method.invoke(constructor.newInstance(), (Object) input.clone());
        } catch (InvocationTargetException e) {
            throw new AssertionError("the input " + Arrays.toString(input), e.getCause());
        }
    }

    private static void mutants(Class<?> type, Method method, List<byte[]> corpus) throws Exception {
        Random random = new Random(type.getSimpleName().hashCode());
        for (int i = 0; i < MUTANTS; i++) {
            run(type, method, mutant(corpus, random));
        }
    }

    /** One input with a few bytes changed, cut out or doubled, or the head of one with the tail of another. */
    private static byte[] mutant(List<byte[]> corpus, Random random) {
        byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
        for (int i = random.nextInt(5); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            int end = Math.min(bytes.length, at + 1 + random.nextInt(32));
            byte[] other = corpus.get(random.nextInt(corpus.size()));
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = joined(bytes, at, bytes, end);
                case 3 -> bytes = joined(bytes, end, bytes, at);
                default -> bytes = joined(bytes, at, other, Math.min(at, other.length));
            }
        }
        return Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST));
    }

    private static byte[] joined(byte[] head, int end, byte[] tail, int start) {
        byte[] both = Arrays.copyOf(head, end + tail.length - start);
        System.arraycopy(tail, start, both, end, tail.length - start);
        return both;
    }
}
