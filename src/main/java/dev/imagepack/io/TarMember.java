package dev.imagepack.io;

import java.io.IOException;
import java.util.Optional;

/**
 * An entry of a foreign tar as it stands there: its header block and what the headers before it add. PAX records win
 * over the block, GNU's long names over both, as Go's reader, and so Docker, has it.
 *
 * @param header the entry's own header block
 * @param pax records of the PAX header before it
 * @param name its name as written
 * @param link the target of a link as written
 */
record TarMember(TarBlock header, PaxRecords pax, String name, String link) {

    /** The most headers before an entry that only add to it; real tars have four. */
    private static final int MOST_ADDITIONS = 16;

    /** The most bytes of such a header; the extended attributes of a file on Linux are less. */
    private static final int MOST_ADDED_BYTES = 1 << 20;

    /** The next one, or empty at the end of the tar: two blocks of zeros, or where the stream ends. */
    static Optional<TarMember> read(TarBlocks tar) throws IOException {
        PaxRecords pax = PaxRecords.NONE;
        String longName = "";
        String longLink = "";
        for (int additions = 0; additions <= MOST_ADDITIONS; additions++) {
            Optional<TarBlock> header = header(tar);
            if (header.isEmpty()) {
                checkNothingIsLost(pax, longName + longLink);
                return Optional.empty();
            }
            switch (header.get().flag()) {
                case 'x', 'X' -> pax = PaxRecords.parse(added(header.get(), tar));
                case 'g' -> added(header.get(), tar);
                case 'L' -> longName = text(added(header.get(), tar));
                case 'K' -> longLink = text(added(header.get(), tar));
                default -> {
                    return Optional.of(of(header.get(), pax, longName, longLink));
                }
            }
        }
        throw new IOException(
                "the tar has more than " + MOST_ADDITIONS + " headers for one entry, at its byte " + tar.position());
    }

    private static TarMember of(TarBlock header, PaxRecords pax, String longName, String longLink) throws IOException {
        Optional<String> sparseName = pax.text(SparseMap.NAME);
        String name =
                sparseName.isPresent() ? sparseName.get() : pax.text("path").orElseGet(header::name);
        String link = pax.text("linkpath").orElseGet(header::link);
        return new TarMember(header, pax, longName.isEmpty() ? name : longName, longLink.isEmpty() ? link : longLink);
    }

    private static void checkNothingIsLost(PaxRecords pax, String names) throws IOException {
        if (pax != PaxRecords.NONE || !names.isEmpty()) {
            throw new IOException("the tar is cut short: it ends with a header of an entry that does not come");
        }
    }

    char flag() {
        return header.flag();
    }

    /** What stands there. Before there was a type for directories, a slash after the name told them. */
    TarEntry.Type type() throws IOException {
        return switch (flag()) {
            case '\0', '0', '7', 'S' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMLINK;
            case '3' -> TarEntry.Type.CHARACTER_DEVICE;
            case '4' -> TarEntry.Type.BLOCK_DEVICE;
            case '5' -> TarEntry.Type.DIRECTORY;
            case '6' -> TarEntry.Type.FIFO;
            default -> throw new IOException("type " + TarPath.quoted(String.valueOf(flag())) + " is unknown");
        };
    }

    /** Whether bytes follow; a size that other types state has no meaning. */
    boolean hasContent() {
        return switch (flag()) {
            case '\0', '0', '7', 'S' -> true;
            default -> false;
        };
    }

    /** Bytes that follow in the tar. */
    long size() throws IOException {
        return nonNegative(pax.number("size", header.size()));
    }

    long uid() throws IOException {
        return unsigned(pax.number("uid", header.uid()));
    }

    long gid() throws IOException {
        return unsigned(pax.number("gid", header.gid()));
    }

    long mtime() throws IOException {
        return pax.number("mtime", header.mtime());
    }

    private static Optional<TarBlock> header(TarBlocks tar) throws IOException {
        byte[] bytes = new byte[TarHeader.BLOCK];
        TarBlock block = new TarBlock(bytes, tar.position());
        if (!tar.read(bytes)) {
            return Optional.empty();
        }
        if (!block.isZero()) {
            block.check();
            return Optional.of(block);
        }
        if (tar.read(bytes) && !block.isZero()) {
            throw new IOException("the tar goes on after a single block of zeros, at its byte " + tar.position());
        }
        return Optional.empty();
    }

    /** The content of a header that only adds to an entry. */
    static byte[] added(TarBlock header, TarBlocks tar) throws IOException {
        long size = nonNegative(header.size());
        if (size > MOST_ADDED_BYTES) {
            throw new IOException("a header of the tar has " + size + " bytes, more than " + MOST_ADDED_BYTES
                    + ", at its byte " + tar.position());
        }
        tar.open(size);
        byte[] bytes = tar.readContent();
        tar.skipContent();
        return bytes;
    }

    private static String text(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return TarPath.decode(bytes, 0, end);
    }

    private static long nonNegative(long size) throws IOException {
        if (size < 0) {
            throw new IOException("the size is " + size);
        }
        return size;
    }

    /** Some systems have a user -2; it is the number with the same bits. */
    private static long unsigned(long id) {
        return id < 0 && id >= Integer.MIN_VALUE ? id & 0xFFFF_FFFFL : id;
    }
}
