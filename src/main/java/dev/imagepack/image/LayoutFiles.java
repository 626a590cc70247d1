package dev.imagepack.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.image.TarIndex.Extent;

/** The files of a layout by relative name, in a directory or in a tar; {@code ../} names what lies beside the layout. */
sealed interface LayoutFiles extends AutoCloseable {

    /** The length of a regular file; empty when there is none of this name. */
    Optional<Long> size(String name) throws IOException;

    /** The bytes of a file that is there; the caller closes the stream. */
    InputStream open(String name) throws IOException;

    @Override
    void close() throws IOException;

    /** Files of a directory. */
    record InDirectory(Path directory) implements LayoutFiles {

        @Override
        public Optional<Long> size(String name) throws IOException {
            Path file = directory.resolve(name);
            return Files.isRegularFile(file) ? Optional.of(Files.size(file)) : Optional.empty();
        }

        @Override
        public InputStream open(String name) throws IOException {
            return Files.newInputStream(directory.resolve(name));
        }

        @Override
        public void close() {}
    }

    /**
     * Files of a tar.
     *
     * @param prefix what every name in the tar begins with: nothing, or a directory and a slash
     */
    record InTar(TarIndex tar, String prefix) implements LayoutFiles {

        @Override
        public Optional<Long> size(String name) {
            return find(name).map(Extent::size);
        }

        @Override
        public InputStream open(String name) throws IOException {
            return tar.open(find(name).orElseThrow(() -> new NoSuchFileException(name)));
        }

        private Optional<Extent> find(String name) {
            if (name.startsWith("../")) {
                return prefix.isEmpty() ? Optional.empty() : tar.find(name.substring("../".length()));
            }
            return tar.find(prefix + name);
        }

        @Override
        public void close() throws IOException {
            tar.close();
        }
    }
}
