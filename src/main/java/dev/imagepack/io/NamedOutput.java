package dev.imagepack.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A stream into a file that says which file it is when it cannot be written, as when the disk is full; the JDK's do not. */
public final class NamedOutput extends OutputStream {

    private final Path file;
    private final OutputStream out;

    private NamedOutput(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** Opens a file as {@link Files#newOutputStream} does; buffered and closed by the caller. */
    public static OutputStream open(Path file, OpenOption... options) throws IOException {
        return new NamedOutput(file, Files.newOutputStream(file, options));
    }

    /** A failure to write, with the file. */
    static IOException named(Path file, IOException failure) {
        if (failure instanceof ClosedChannelException) {
            return failure;
        }
        FileSystemException named = new FileSystemException(file.toString(), null, failure.getMessage());
        named.initCause(failure);
        return named;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw named(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            throw named(file, e);
        }
    }
}
