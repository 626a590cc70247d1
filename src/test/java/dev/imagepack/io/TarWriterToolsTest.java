package dev.imagepack.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Holds our tars against the programs that read and write them elsewhere. */
class TarWriterToolsTest {

    private static final String LONG = "l".repeat(99);

    @TempDir
    private Path directory;

    @Test
    void everyByteIsTheOneThatGnuTarWrites() throws IOException {
        Program gnuTar = Program.named("tar");
        assumeTrue(gnuTar.print(directory, "--version").contains("GNU tar"), "tar is not GNU tar");
        List<TarEntry> entries = entriesForGnuTar();
        for (TarEntry entry : entries) {
            create(entry);
        }
        List<String> command = new ArrayList<>(List.of(
                "-cf", "../theirs.tar", "--format=gnu", "--numeric-owner", "-b1", "--no-recursion", "--no-xattrs"));
        entries.forEach(entry -> command.add(entry.path()));
        gnuTar.run(directory.resolve("tree"), command.toArray(String[]::new));
        assertThat(blocks(write(entries))).isEqualTo(blocks(directory.resolve("theirs.tar")));
    }

    @Test
    void gnuTarListsWhatWeWrote() throws IOException {
        Program gnuTar = Program.named("tar");
        List<TarEntry> entries = new ArrayList<>();
        entries.add(TarEntry.directory("d", 01755));
        entries.add(TarEntry.file("d/" + "n".repeat(300), 0644, 0));
        entries.add(TarEntry.file("d/ü😀", 04711, 0).withOwner(3_000_000, 4_294_967_294L));
        entries.add(
                TarEntry.symlink("s", "t".repeat(150)).withMtime(-1).withXattrs(Map.of("user.x", new byte[] {0, 10, 61
                })));
        entries.add(TarEntry.file("x" + "é".repeat(60), 0600, 0)
                .withXattrs(Map.of("user.x", new byte[] {1}))
                .withOwner(5_000_000, 1));
        String listed = gnuTar.print(
                directory,
                "--numeric-owner",
                "--quoting-style=literal",
                "--utc",
                "--full-time",
                "-tvf",
                write(entries).toString());
        assertThat(listed.lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "drwxr-xr-t 0/0 0 1970-01-01 00:00:00 d/",
                        "-rw-r--r-- 0/0 0 1970-01-01 00:00:00 d/" + "n".repeat(300),
                        "-rws--x--x 3000000/4294967294 0 1970-01-01 00:00:00 d/ü😀",
                        "lrwxrwxrwx 0/0 0 1969-12-31 23:59:59 s -> " + "t".repeat(150),
                        "-rw------- 5000000/1 0 1970-01-01 00:00:00 x" + "é".repeat(60));
    }

    @Test
    void pythonReadsOurPaxRecords() throws IOException {
        Program python = Program.named("python3");
        TarEntry file = TarEntry.file("x" + "é".repeat(60), 0600, 3)
                .withOwner(5_000_000, 1)
                .withXattrs(Map.of("security.capability", new byte[] {1, 0, (byte) 0xFF}));
        Path tar = write(List.of(file));
        String script = "import sys,tarfile\n"
                + "for m in tarfile.open(sys.argv[1]):\n"
                + "  print(m.name.encode().hex(), m.uid, m.size, m.pax_headers['SCHILY.xattr.security.capability'].encode('utf-8','surrogateescape').hex())";
        assertThat(python.print(directory, "-c", script, tar.toString()).strip())
                .isEqualTo("78" + "c3a9".repeat(60) + " 5000000 3 0100ff");
    }

    private static List<String> blocks(Path tar) throws IOException {
        byte[] bytes = Files.readAllBytes(tar);
        return IntStream.range(0, bytes.length / 512)
                .mapToObj(i -> i + ": " + new String(bytes, i * 512, 512, ISO_8859_1).replaceAll("\0+", "."))
                .toList();
    }

    private List<TarEntry> entriesForGnuTar() throws IOException {
        List<TarEntry> entries = new ArrayList<>();
        entries.add(TarEntry.file("a", 04755, 3));
        entries.add(TarEntry.hardLink("b", "a").withMode(04755));
        entries.add(TarEntry.directory("d", 01777));
        entries.add(TarEntry.directory("d/" + LONG, 0755));
        entries.add(TarEntry.file("d/" + LONG + "/" + LONG, 0644, 5));
        entries.add(TarEntry.hardLink("d/" + LONG + "/" + LONG + "2", "d/" + LONG + "/" + LONG));
        entries.add(TarEntry.directory("e", 02750));
        entries.add(TarEntry.symlink("l" + LONG, "t".repeat(100)));
        entries.add(TarEntry.symlink("l" + LONG + "+", "t".repeat(101)));
        entries.add(TarEntry.file("m", 0600, 0).withMtime(-86_400));
        entries.add(TarEntry.file("n", 0600, 0).withMtime(1L << 33));
        entries.add(TarEntry.symlink("z", "ü/../x"));
        if (isRoot()) {
            entries.add(9, TarEntry.file("lz", 0640, 4).withOwner(2_097_151, 2_097_152));
        }
        return entries;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void create(TarEntry entry) throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Path path = tree.resolve(entry.path());
        switch (entry.type()) {
            case DIRECTORY -> Files.createDirectory(path);
            case SYMLINK -> Files.createSymbolicLink(path, Path.of(entry.link()));
            case HARD_LINK -> Files.createLink(path, tree.resolve(entry.link()));
            default -> Files.write(path, new byte[(int) entry.size()]);
        }
        if (entry.uid() != 0) {
            Files.setAttribute(path, "unix:uid", (int) entry.uid());
            Files.setAttribute(path, "unix:gid", (int) entry.gid());
        }
        if (entry.type() != TarEntry.Type.SYMLINK) {
            Files.setAttribute(path, "unix:mode", entry.mode());
        }
        setTimes(entry, path);
    }

    private void setTimes(TarEntry entry, Path path) throws IOException {
        Program.named("touch").run(directory, "-h", "-d", "@" + entry.mtime(), path.toString());
        for (Path parent = path.getParent(); !parent.equals(directory); parent = parent.getParent()) {
            Files.setLastModifiedTime(parent, FileTime.fromMillis(0));
        }
    }

    private Path write(List<TarEntry> entries) throws IOException {
        Path tar = directory.resolve("ours.tar");
        try (OutputStream out = Files.newOutputStream(tar);
                TarWriter writer = new TarWriter(out)) {
            for (TarEntry entry : entries) {
                writer.write(owned(entry), Content.of(new byte[(int) entry.size()]));
            }
        }
        return tar;
    }

    /** In a test tree that nobody but root may give away, everything belongs to who runs the test. */
    private TarEntry owned(TarEntry entry) throws FileSystemException, IOException {
        if (isRoot() || !Files.exists(directory.resolve("tree"), LinkOption.NOFOLLOW_LINKS)) {
            return entry;
        }
        Path tree = directory.resolve("tree");
        return entry.withOwner(
                ((Number) Files.getAttribute(tree, "unix:uid")).longValue(),
                ((Number) Files.getAttribute(tree, "unix:gid")).longValue());
    }
}
