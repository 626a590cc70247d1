package dev.imagepack.build.context;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;
import dev.imagepack.cache.FileDigests;
import dev.imagepack.cache.FileFacts;
import dev.imagepack.cache.FileStamp;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.VerifiedInput;

/**
 * A file of a build context. What is written is what was there when the context was looked at, or an
 * {@link dev.imagepack.ImagepackException}; its digest is asked for once, so that keys and inputs agree on it.
 */
public final class ContextFile implements LocalFile {

    private static final int BUFFER = 128 << 10;

    private final Path path;
    private final FileFacts facts;

    /** Whether it had just been written when it was looked at: then a change may not show, and its bytes are verified. */
    private final boolean fresh;

    private final FileDigests digests;
    private volatile @Nullable Digest digest;

    /** @param facts what it was when the context was looked at */
    public ContextFile(Path path, FileFacts facts, FileDigests digests) {
        this.path = path;
        this.facts = facts;
        this.fresh = !facts.stamp().isSettledAt(Instant.now());
        this.digests = digests;
    }

    /** What the file system said of it when the context was looked at. */
    FileStamp stamp() {
        return facts.stamp();
    }

    Path path() {
        return path;
    }

    @Override
    public String identity() {
        Digest known = digest;
        if (known == null) {
            known = read();
            digest = known;
        }
        return known.toString();
    }

    private Digest read() {
        try {
            return digests.of(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Says what its bytes hash to, where many files were read at once. */
    void know(Digest found) {
        digest = found;
    }

    @Override
    public long size() {
        return facts.stamp().size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, size() + 1)];
        long left = size();
        try (InputStream in = open()) {
            for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
                left -= n;
                if (left < 0) {
                    throw ContextFaults.changed(path);
                }
                out.write(buffer, 0, n);
            }
        }
        if (left > 0) {
            throw ContextFaults.changed(path);
        }
    }

    private int read(InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The bytes; opening and closing fail when the file is not what it was. The caller closes the stream. */
    @Override
    public InputStream open() {
        refuseIfChanged();
        try {
            InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
            return new Unchanged(fresh ? new VerifiedInput(in, Digest.parse(identity()), size()) : in);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Its bytes, for as long as they are those that were looked at. */
    private final class Unchanged extends FilterInputStream {

        Unchanged(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (VerifiedInput.Mismatch e) {
                throw ContextFaults.changed(path);
            }
        }

        @Override
        public void close() throws IOException {
            super.close();
            refuseIfChanged();
        }
    }

    @Override
    public ImagepackException unreadable(IOException e) {
        return ContextFaults.unreadable(path, e);
    }

    private void refuseIfChanged() {
        try {
            if (!FileFacts.of(path).isStill(facts)) {
                throw ContextFaults.changed(path);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
