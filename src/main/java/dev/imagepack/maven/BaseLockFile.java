package dev.imagepack.maven;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.AtomicFile;
import dev.imagepack.registry.BaseLock;

/**
 * The file {@code base-images.lock}: one for a module, or for all modules below the directory where it lies. Where nobody
 * names it, it is looked for in the module and then in its parents' directories.
 */
final class BaseLockFile {

    private final Path file;

    private BaseLockFile(Path file) {
        this.file = file;
    }

    /**
     * The file that is named, else the nearest that exists, else the one beside the topmost parent that is here.
     *
     * @param looks told each path before it is looked for
     */
    static BaseLockFile of(@Nullable Path named, MavenProject project, Consumer<Path> looks) {
        if (named != null) {
            looks.accept(named);
            return new BaseLockFile(named);
        }
        Path top = project.getBasedir().toPath();
        for (MavenProject at = project; at != null && at.getBasedir() != null; at = at.getParent()) {
            top = at.getBasedir().toPath();
            looks.accept(top.resolve(BaseLock.FILE));
            if (Files.exists(top.resolve(BaseLock.FILE))) {
                break;
            }
        }
        return new BaseLockFile(top.resolve(BaseLock.FILE));
    }

    Path path() {
        return file;
    }

    /** What it says; nothing when it is not there. */
    BaseLock read() throws IOException {
        Optional<String> text = Files.exists(file) ? Optional.of(text()) : Optional.empty();
        return text.isEmpty() ? BaseLock.NOTHING : BaseLock.parse(text.get(), file.toString());
    }

    private String text() throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new ImagepackException(
                    file + ": is no text in UTF-8", "Run mvn imagepack:lock-bases after deleting it.", e);
        }
    }

    /** Writes it, if that changes anything. */
    void write(BaseLock lock) throws IOException {
        byte[] text = lock.toText().getBytes(StandardCharsets.UTF_8);
        if (!Files.exists(file) || !text().equals(lock.toText())) {
            AtomicFile.write(file, text);
        }
    }
}
