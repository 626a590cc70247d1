package dev.imagepack.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads foreign tars (Version 7, ustar, PAX, GNU, star, sparse) entry by entry, within {@link Limits}. Names are brought
 * into normal form; absolute names lose their root; a name that climbs out with {@code ..} is refused. Nothing is ever
 * extracted by name. What an entry means is decided as Docker and containerd do: global PAX headers count for nothing,
 * only files have content, and a type that is not among {@link TarEntry.Type} is refused.
 *
 * <p>An own reader, because layers must survive it byte by byte: commons-compress decodes extended attributes as text,
 * and cuts user numbers to 31 bits.
 */
public final class TarReader implements AutoCloseable {

    /**
     * How much a tar may ask of us; exceeding one is an {@link IOException} that names the limit.
     *
     * @param entries how many entries
     * @param entryBytes bytes of one file
     * @param totalBytes bytes of the tar, and of all its files together, holes included
     * @param nameBytes bytes of a name or of a link's target
     */
    public record Limits(long entries, long entryBytes, long totalBytes, int nameBytes) {
        /** Room for any real image: 2 million entries, 1 TiB in all. */
        public static final Limits DEFAULT = new Limits(2_000_000, 1L << 40, 1L << 40, 4096);

        /** These limits, with another one for the bytes. */
        public Limits withBytes(long most) {
            return new Limits(entries, most, most, nameBytes);
        }

        /** Those of a tar that stands for several. */
        public Limits times(int tars) {
            return new Limits(
                    Math.min(entries, Long.MAX_VALUE / tars) * tars,
                    entryBytes,
                    Math.min(totalBytes, Long.MAX_VALUE / tars) * tars,
                    nameBytes);
        }
    }

    /** A tar that unpacks to more bytes than {@link Limits} allow. */
    public static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1L;

        /** @param message says the limit */
        public TooLarge(String message) {
            super(message);
        }
    }

    private final TarBlocks tar;
    private final Limits limits;
    private TarContent content;
    private long entries;
    private long contentBytes;
    private boolean ended;
    private boolean failed;

    /** Reads plain tar bytes from {@code in}, which {@link #close()} closes. */
    public TarReader(InputStream in, Limits limits) {
        this.tar = new TarBlocks(in, limits.totalBytes());
        this.limits = limits;
        this.content = TarContent.none(tar);
    }

    /**
     * The next entry, or empty at the end. The root directory itself ({@code ./}) is passed over. At the end all bytes of
     * {@code in} have been read, so that a stream beneath that verifies a digest has seen them.
     *
     * @throws IOException when the tar is damaged, cut short, beyond a limit or holds what no image can have; the message
     *     names the entry or the place in the tar
     */
    public Optional<TarEntry> next() throws IOException {
        if (failed) {
            throw new IOException("the tar cannot be read any further");
        }
        failed = true;
        Optional<TarEntry> entry = ended ? Optional.empty() : read();
        failed = false;
        return entry;
    }

    /** The bytes of the file that {@link #next()} returned last; valid until the next call; closing it does nothing. */
    public InputStream content() {
        return content;
    }

    /** Closes the stream beneath, wherever it stands. */
    @Override
    public void close() throws IOException {
        content.end();
        tar.close();
    }

    private Optional<TarEntry> read() throws IOException {
        while (true) {
            content.end();
            content = TarContent.none(tar);
            tar.skipContent();
            Optional<TarMember> member = TarMember.read(tar);
            if (member.isEmpty()) {
                ended = true;
                tar.drain();
                return Optional.empty();
            }
            entries++;
            if (entries > limits.entries) {
                throw new IOException("the tar has more than " + limits.entries + " entries, the limit");
            }
            Optional<TarEntry> entry = entry(member.get());
            if (entry.isPresent()) {
                return entry;
            }
        }
    }

    private Optional<TarEntry> entry(TarMember member) throws IOException {
        String name = member.name();
        try {
            checkName(name);
            TarEntry.Type type = member.type();
            String path = TarPath.relative(name);
            if (path.isEmpty() && type == TarEntry.Type.DIRECTORY) {
                return Optional.empty();
            }
            return Optional.of(entry(member, path, type));
        } catch (IllegalArgumentException e) {
            throw new IOException("the tar holds an entry that no image can have: " + e.getMessage(), e);
        } catch (TooLarge e) {
            throw new TooLarge("the tar's entry " + TarPath.quoted(name) + ": " + e.getMessage());
        } catch (IOException e) {
            throw new IOException("the tar's entry " + TarPath.quoted(name) + ": " + e.getMessage(), e);
        }
    }

    private TarEntry entry(TarMember member, String path, TarEntry.Type type) throws IOException {
        String link = link(member, type);
        long size = member.hasContent() ? open(member, type) : 0;
        return new TarEntry(
                path,
                type,
                member.header().mode(),
                member.uid(),
                member.gid(),
                member.mtime(),
                size,
                link,
                member.pax().xattrs(),
                type.isDevice() ? member.header().devMajor() : 0,
                type.isDevice() ? member.header().devMinor() : 0);
    }

    private String link(TarMember member, TarEntry.Type type) throws IOException {
        if (!type.isLink()) {
            return "";
        }
        String link = member.link();
        checkName(link);
        return type == TarEntry.Type.HARD_LINK ? TarPath.relative(link) : link;
    }

    /** Begins the content and tells how long it is. */
    private long open(TarMember member, TarEntry.Type type) throws IOException {
        checkSize(member.size(), limits.entryBytes, "it has");
        SparseMap map = SparseMap.open(member, tar);
        checkSize(map.size(), limits.entryBytes, "it has");
        contentBytes += map.size();
        checkSize(contentBytes, limits.totalBytes, "the files of the tar have");
        if (type != TarEntry.Type.FILE) {
            return 0;
        }
        content = new TarContent(tar, map);
        return map.size();
    }

    private void checkName(String name) throws IOException {
        if (name.length() > limits.nameBytes / 3 && TarPath.encode(name).length > limits.nameBytes) {
            throw new IOException("a name has more than " + limits.nameBytes + " bytes, the limit");
        }
    }

    private static void checkSize(long found, long limit, String what) throws TooLarge {
        if (found > limit) {
            throw new TooLarge(what + " more than " + limit + " bytes, the limit");
        }
    }
}
