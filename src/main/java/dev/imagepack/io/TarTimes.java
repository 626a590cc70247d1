package dev.imagepack.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Copies a foreign tar with no time in it later than a given one. All else stays as it is, byte by byte: names, owners,
 * order, form and what follows the last entry. A later time in PAX records, which may have fractions, is taken out, so
 * that the one of the header counts; so are the attributes in which a stacked file system keeps its own notes.
 */
public final class TarTimes {

    private static final long UNSAID = Long.MIN_VALUE;

    private final TarBlocks tar;
    private final OutputStream out;
    private final long latest;
    private final TarReader.Limits limits;
    private final byte[] buffer = new byte[64 * 1024];
    private long entries;

    /** What records say of the entry that follows: how many bytes it has, and that its time was later. */
    private long nextSize = UNSAID;

    private boolean nextIsLater;

    private TarTimes(TarBlocks tar, OutputStream out, long latest, TarReader.Limits limits) {
        this.tar = tar;
        this.out = out;
        this.latest = latest;
        this.limits = limits;
    }

    /**
     * Copies the tar to its end; leaves both streams open.
     *
     * @param latest seconds since the epoch
     * @throws IOException also when the tar is damaged, cut short or beyond a limit
     */
    public static void copy(InputStream tar, OutputStream out, long latest, TarReader.Limits limits)
            throws IOException {
        new TarTimes(new TarBlocks(tar, limits.totalBytes()), out, latest, limits).copy();
    }

    private void copy() throws IOException {
        while (true) {
            TarBlock header = new TarBlock(new byte[TarHeader.BLOCK], tar.position());
            if (!tar.read(header.bytes())) {
                return;
            }
            if (header.isZero()) {
                out.write(header.bytes());
                tar.drainTo(out);
                return;
            }
            header.check();
            header.clampTimes(latest);
            copy(header);
        }
    }

    private void copy(TarBlock header) throws IOException {
        switch (header.flag()) {
            case 'x', 'X', 'g' -> copyRecords(header);
            case 'L', 'K' -> copyContent(header, header.size());
            default -> copyEntry(header);
        }
    }

    private void copyEntry(TarBlock header) throws IOException {
        if (++entries > limits.entries()) {
            throw new IOException("the tar has more than " + limits.entries() + " entries, the limit");
        }
        if (nextIsLater) {
            header.retime(latest);
        }
        boolean hasContent = new TarMember(header, PaxRecords.NONE, "", "").hasContent();
        copyContent(header, hasContent ? nextSize : 0);
        nextSize = UNSAID;
        nextIsLater = false;
    }

    private void copyRecords(TarBlock header) throws IOException {
        byte[] bytes = TarMember.added(header, tar);
        byte[] kept = PaxRecords.withoutLaterTimes(bytes, latest);
        PaxRecords records = PaxRecords.parse(bytes);
        if (header.flag() != 'g') {
            nextSize = records.number("size", UNSAID);
            nextIsLater = records.isLater("mtime", latest);
        }
        if (kept.length < bytes.length) {
            header.resize(kept.length);
        }
        if (kept.length > 0 || bytes.length == 0) {
            writeRecords(header, kept);
        }
    }

    private void writeRecords(TarBlock header, byte[] records) throws IOException {
        out.write(header.bytes());
        out.write(records);
        out.write(new byte[-records.length & TarHeader.BLOCK - 1]);
    }

    /** Copies the header and as many bytes of content, padded; the header itself says how many where nothing else did. */
    private void copyContent(TarBlock header, long said) throws IOException {
        out.write(header.bytes());
        if (header.flag() == 'S') {
            copyMap(header);
        }
        long size = said == UNSAID ? header.size() : said;
        if (size > limits.totalBytes()) {
            throw new TarReader.TooLarge(
                    "a file of the tar has more than " + limits.totalBytes() + " bytes, the limit");
        }
        if (size < 0) {
            throw new IOException("damaged tar header at byte " + tar.position() + ": the size is " + size);
        }
        tar.open(size + (-size & TarHeader.BLOCK - 1));
        for (int count = tar.readContent(buffer, 0, buffer.length);
                count >= 0;
                count = tar.readContent(buffer, 0, buffer.length)) {
            out.write(buffer, 0, count);
        }
    }

    /** The blocks of a sparse file's map that its header has no room for. */
    private void copyMap(TarBlock header) throws IOException {
        boolean continues = header.isSet(482);
        while (continues) {
            TarBlock block = new TarBlock(new byte[TarHeader.BLOCK], tar.position());
            if (!tar.read(block.bytes())) {
                throw new IOException("the tar is cut short at its byte " + tar.position());
            }
            out.write(block.bytes());
            continues = block.isSet(504);
        }
    }
}
