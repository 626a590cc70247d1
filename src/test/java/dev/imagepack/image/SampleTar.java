package dev.imagepack.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar made for a test by a foreign library, with entries in any order and of any kind. */
public final class SampleTar implements AutoCloseable {

    private final TarArchiveOutputStream tar;

    /** Begins a tar; long names and large numbers are written as PAX records. */
    public SampleTar(Path file) throws IOException {
        this(Files.newOutputStream(file));
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    SampleTar(OutputStream out) {
        this.tar = new TarArchiveOutputStream(out, "UTF-8");
    }

    /** Long names are written as GNU tar does. */
    SampleTar gnu() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        return this;
    }

    /** Adds a file. */
    public SampleTar file(String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
        return this;
    }

    /** Adds a file of text. */
    public SampleTar file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    SampleTar directory(String name) throws IOException {
        return bare(name + "/", TarConstants.LF_DIR, "");
    }

    /** Adds a symbolic link. */
    public SampleTar symlink(String name, String target) throws IOException {
        return bare(name, TarConstants.LF_SYMLINK, target);
    }

    SampleTar hardLink(String name, String target) throws IOException {
        return bare(name, TarConstants.LF_LINK, target);
    }

    SampleTar bare(String name, byte type, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
        return this;
    }

    /** Adds all files below a directory under their relative names behind {@code prefix}. */
    public SampleTar tree(Path directory, String prefix) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                file(prefix + directory.relativize(file), Files.readAllBytes(file));
            }
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
