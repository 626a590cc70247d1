package dev.imagepack.testing;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A user who is not root and may use subordinate IDs, for what must work without root. The tests cannot make one: the
 * environment variable {@code IMAGEPACK_USER} names it.
 */
public final class OrdinaryUser implements AutoCloseable {

    private static final String VARIABLE = "IMAGEPACK_USER";

    private final String name;
    private final Path home;

    private OrdinaryUser(String name, Path home) {
        this.name = name;
        this.home = home;
    }

    /** Skips the test where there is none, or where the tests are not root and cannot become another user. */
    public static OrdinaryUser require() throws IOException {
        Tool.BUILDAH.require();
        String name = System.getenv(VARIABLE);
        if (name == null) {
            Tool.miss("there is no user without root's rights (" + VARIABLE + ")");
        }
        Path home = Files.createTempDirectory(Path.of("/tmp"), "imagepack-user-");
        UserPrincipal owner =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
        Files.setOwner(home, owner);
        return new OrdinaryUser(name, home);
    }

    /** A directory of the user's. */
    public Path home() {
        return home;
    }

    /**
     * Starts a main class of the tests as the user, with the settings for containers that the tests have.
     *
     * @param variables of its environment, besides
     */
    public ChildJvm start(Class<?> main, Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + name, "--regid=" + name));
        command.addAll(List.of("--init-groups", "--reset-env", "env", "HOME=" + home));
        settings().forEach(command::add);
        variables.forEach((variable, value) -> command.add(variable + "=" + value));
        command.add(ChildJvm.program("java"));
        ChildJvm.options(main).stream().map(this::readable).forEach(command::add);
        command.addAll(List.of(arguments));
        return ChildJvm.start(new ProcessBuilder(command).directory(home.toFile()));
    }

    private static Stream<String> settings() {
        return System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("CONTAINERS_"))
                .map(variable -> variable.getKey() + "=" + variable.getValue());
    }

    /** The class path lies where nobody but root may look. */
    private String readable(String option) {
        return option.equals(System.getProperty("java.class.path")) ? copies(option) : option;
    }

    private String copies(String classPath) {
        List<Path> entries = Arrays.stream(classPath.split(":"))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
        return IntStream.range(0, entries.size())
                .mapToObj(
                        i -> copy(entries.get(i), home.resolve("classes-" + i)).toString())
                .collect(Collectors.joining(":"));
    }

    private static Path copy(Path from, Path to) {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                Path target =
                        Path.of(to + path.toString().substring(from.toString().length()));
                Files.copy(path, target);
            }
            return to;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
