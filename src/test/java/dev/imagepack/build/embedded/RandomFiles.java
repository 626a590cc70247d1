package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

import dev.imagepack.build.context.Paths;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.dockerfile.PathPattern;

/** A build context of chance: files, directories, links of both kinds, archives, and what is ignored of it. */
final class RandomFiles {

    private static final List<String> NAMES = List.of(
            "a",
            "b.txt",
            "c.conf",
            "app.jar",
            ".env",
            "Makefile",
            "main.go",
            "x.y.z",
            "ünï.txt",
            "UPPER",
            "n-1",
            "n-2",
            "[x]",
            "long-" + "0123456789".repeat(11));

    private static final List<String> DIRECTORY_NAMES = List.of("etc", "data", "lib", "src", "doc.d", ".git", "[d]");

    private static final int[] FILE_MODES = {0644, 0644, 0755, 0600, 0640, 0444, 0777, 04755, 02755, 01644, 0};
    private static final int[] DIRECTORY_MODES = {0755, 0755, 0700, 0750, 0777, 01777, 02775, 0555};

    /** Compressors; none is the first. */
    private static final List<String> OLD = List.of("", "gz", "bzip2", "xz");

    private static final List<String> ALL = List.of("", "gz", "bzip2", "xz", "zstd");

    private final Dice dice;
    private final Path root;
    private final List<String> directories = new ArrayList<>(List.of(""));
    private final List<String> files = new ArrayList<>();
    private final List<String> links = new ArrayList<>();
    private final List<String> archives = new ArrayList<>();

    private final List<String> ignored = new ArrayList<>();
    private final boolean plainModes;

    /** Fills a directory. */
    RandomFiles(Dice dice, Path root, Set<RandomDockerfile.Feature> features) throws IOException {
        this.dice = dice;
        this.root = root;
        this.plainModes = dice.percent(40);
        write(features);
    }

    /** Whether no file has a bit beyond those for reading, writing and running. */
    boolean havePlainModes() {
        return plainModes;
    }

    private void write(Set<RandomDockerfile.Feature> features) throws IOException {
        List<String> compressors = features.contains(RandomDockerfile.Feature.ZSTD) ? ALL : OLD;
        for (int i = 2 + dice.below(5); i > 0; i--) {
            String path = fresh(DIRECTORY_NAMES);
            Files.createDirectory(root.resolve(path));
            directories.add(path);
        }
        Files.write(root.resolve("plain"), dice.bytes(100));
        files.add("plain");
        for (int i = 4 + dice.below(9); i > 0; i--) {
            String path = fresh(NAMES);
            Files.write(root.resolve(path), dice.bytes(dice.percent(20) ? 0 : dice.below(3000)));
            files.add(path);
        }
        for (int i = dice.below(5); i > 0; i--) {
            link(fresh(NAMES));
        }
        for (int i = dice.below(3); i > 0; i--) {
            String path = fresh(NAMES);
            Files.write(root.resolve(path), archive(dice.of(compressors)));
            archives.add(path);
        }
        ignore(features.contains(RandomDockerfile.Feature.EXCEPTIONS_BY_WALK));
        modes();
        for (int i = dice.below(3); i > 0; i--) {
            String path = fresh(NAMES);
            Files.createLink(root.resolve(path), root.resolve(dice.of(files)));
            files.add(path);
        }
    }

    private void link(String path) throws IOException {
        String up = "../".repeat(path.split("/").length - 1);
        // Engines do not escape a bracket when they follow a link.
        String inside =
                dice.of(files.stream().filter(file -> !file.contains("[")).toList());
        String target = dice.of(
                up + inside,
                up + dice.of(directories) + "/.",
                "/" + inside,
                "../" + up + inside,
                "nowhere",
                "../" + up + "out/" + dice.of(NAMES));
        boolean leadsInside = target.endsWith(inside) || target.endsWith("/.");
        if (leadsInside && (path + target).contains("[")) {
            // What it leads to would not be sent, should a pattern fit the link.
            target = "nowhere";
        } else if (leadsInside) {
            links.add(path);
        }
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
    }

    /** Once everything is there, since nobody but root may put files into some of them. */
    private void modes() throws IOException {
        for (String path : directories) {
            Files.setAttribute(root.resolve(path), "unix:mode", mode(DIRECTORY_MODES));
        }
        for (String path : files) {
            Files.setAttribute(root.resolve(path), "unix:mode", mode(FILE_MODES));
        }
        for (String path : archives) {
            Files.setAttribute(root.resolve(path), "unix:mode", 0640);
        }
    }

    private int mode(int[] modes) {
        int mode = modes[dice.below(modes.length)];
        return plainModes ? mode & 0777 : mode;
    }

    /** @param anyExceptions else there are exceptions for files only, after all other patterns */
    private void ignore(boolean anyExceptions) throws IOException {
        for (int i = dice.percent(40) ? 1 + dice.below(4) : 0; i > 0; i--) {
            String path = dice.of(dice.of(files, directories.subList(1, directories.size())));
            String name = path.substring(path.lastIndexOf('/') + 1);
            ignored.add(dice.of(
                    path,
                    "!" + path,
                    "!" + path,
                    "**/" + name,
                    "*.txt",
                    "*/" + name,
                    "**/*." + dice.of("txt", "conf", "go"),
                    name.charAt(0) + "*",
                    "# " + path,
                    "/" + path + "/  ",
                    "!**/" + name,
                    "?",
                    "[a-c]*"));
        }
        if (!anyExceptions) {
            ignored.removeIf(line -> line.startsWith("!") && !files.contains(line.substring(1)));
            ignored.sort(Comparator.comparing(line -> line.startsWith("!")));
        }
        Files.write(root.resolve(".dockerignore"), ignored);
    }

    /** A path where nothing is yet. */
    private String fresh(List<String> names) {
        while (true) {
            String directory = dice.of(directories);
            String path = Paths.join(directory, dice.of(names));
            if (directories.contains(path) || files.contains(path) || links.contains(path) || archives.contains(path)) {
                path = path + "-" + dice.below(1000);
            }
            if (!Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                return path;
            }
        }
    }

    private byte[] archive(String compressor) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compressor.isEmpty() ? bytes : compress(compressor, bytes)) {
            TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8");
            tar.setLongFileMode(dice.of(TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX));
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            members(tar);
            tar.finish();
        }
        return bytes.toByteArray();
    }

    private static OutputStream compress(String compressor, OutputStream out) throws IOException {
        try {
            return new CompressorStreamFactory().createCompressorOutputStream(compressor, out);
        } catch (CompressorException e) {
            throw new IOException(e);
        }
    }

    private void members(TarArchiveOutputStream tar) throws IOException {
        List<String> written = new ArrayList<>();
        for (int i = 2 + dice.below(4); i > 0; i--) {
            String name = dice.of("", "", "./", "in/", "in/side/", "etc/") + dice.of(NAMES);
            if (written.stream().anyMatch(other -> overlaps(other, name))) {
                continue;
            }
            byte[] content = dice.bytes(dice.below(2000));
            switch (dice.below(5)) {
                case 0 -> put(tar, name + "/", TarConstants.LF_DIR, "", new byte[0]);
                case 1 ->
                    put(tar, name, TarConstants.LF_SYMLINK, dice.of("a", "/etc/passwd", "../up", "in"), new byte[0]);
                case 2 -> {
                    put(tar, name, TarConstants.LF_NORMAL, "", content);
                    put(tar, name + ".hard", TarConstants.LF_LINK, name, new byte[0]);
                }
                default -> put(tar, name, TarConstants.LF_NORMAL, "", content);
            }
            written.add(name);
        }
    }

    private static boolean overlaps(String one, String other) {
        String a = one.replace("./", "");
        String b = other.replace("./", "");
        return a.equals(b) || a.startsWith(b + "/") || b.startsWith(a + "/");
    }

    private void put(TarArchiveOutputStream tar, String name, byte type, String link, byte[] content)
            throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setLinkName(link);
        entry.setSize(content.length);
        entry.setMode(dice.of(0644, 0755, 0600, 04711, 01777));
        entry.setIds(dice.of(0, 7, 1000), dice.of(0, 8, 1001));
        entry.setModTime(1_000_000L * dice.below(1_000_000));
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Where a source of COPY may begin: a path of the context, or a pattern that fits some. */
    String source() {
        String path = dice.of(dice.of(files, files, directories, links.isEmpty() ? files : links));
        if (dice.percent(35)) {
            return pattern(path);
        }
        return dice.of("", "", "/", "./") + escaped(path.isEmpty() ? "." : path);
    }

    /** A source whose directories are copied too, from {@code /./} on if it has that. */
    String sourceWithParents() {
        String path = dice.percent(20) ? "**/" + dice.of("*.txt", "a", "lib", "*.conf") : source();
        int slash = path.indexOf('/', 1);
        // What a pattern there fits depends on what other instructions have the client send.
        boolean plain = slash > 0 && !path.substring(0, slash).matches(".*[*?\\[].*");
        return plain && dice.percent(30) ? path.substring(0, slash) + "/." + path.substring(slash) : path;
    }

    /** A source of ADD. */
    String archive() {
        return archives.isEmpty() || dice.percent(20) ? source() : escaped(dice.of(archives));
    }

    private String pattern(String path) {
        String directory = Paths.parent(path);
        String name = Paths.name(path);
        String pattern = name.isEmpty()
                ? "*"
                : dice.of(
                        "*", "?*", escaped(name.substring(0, 1)) + "*", "[a-n]*", "*.*", "[^a]*", escaped(name) + "*");
        String whole = Paths.join(escaped(directory), pattern);
        // Of what no pattern fits a client sends not even the directory, and then BuildKit refuses.
        return directory.isEmpty() || fits(whole) ? whole : Paths.join(escaped(directory), "*");
    }

    private boolean fits(String pattern) {
        PathPattern read = PathPattern.parse(pattern, Location.of("Dockerfile", 1));
        return Stream.of(files, directories, links, archives)
                .flatMap(List::stream)
                .anyMatch(read::matches);
    }

    /** A bracket is a wildcard. */
    private static String escaped(String path) {
        return path.replace("[", "[[]");
    }

    /** What is there, for a message. */
    @Override
    public String toString() {
        return "files " + files + "\ndirectories " + directories + "\nlinks " + links + "\narchives " + archives
                + "\n.dockerignore: " + ignored;
    }
}
