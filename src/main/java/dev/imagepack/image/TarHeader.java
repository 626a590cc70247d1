package dev.imagepack.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.imagepack.ImagepackException;

/**
 * One 512-byte header of a tar, as POSIX ustar and GNU tar lay it out.
 *
 * @param name prefix and name, joined
 * @param size bytes that follow; base-256 sizes are understood
 * @param type the type flag
 * @param link what a link names
 */
record TarHeader(String name, long size, char type, String link) {

    static final int LENGTH = 512;

    private static final int NAME = 0;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int LINK_LENGTH = 100;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;

    /** Followed by a NUL in POSIX headers; GNU's own have a blank there, and no prefix. */
    private static final String POSIX_MAGIC = "ustar\0";

    /** Whether the block is one of the zeros that end a tar. */
    static boolean isEnd(byte[] block) {
        for (byte value : block) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Reads a header; ImagepackException names the archive and the position of one that is none. */
    static TarHeader parse(byte[] block, Path archive, long position) {
        if (number(block, CHECKSUM, CHECKSUM_LENGTH) != checksum(block)) {
            throw fault(archive, position, "the checksum of the header is wrong");
        }
        long size = number(block, SIZE, SIZE_LENGTH);
        if (size < 0) {
            throw fault(archive, position, "the size is no number");
        }
        char type = block[TYPE] == 0 ? '0' : (char) (block[TYPE] & 0xff);
        return new TarHeader(name(block), size, type, text(block, LINK, LINK_LENGTH));
    }

    private static ImagepackException fault(Path archive, long position, String what) {
        return new ImagepackException(
                archive + ": no tar that can be read, " + what + " at byte " + position,
                "Make the archive again; it is damaged or of another kind.");
    }

    private static String name(byte[] block) {
        String name = text(block, NAME, NAME_LENGTH);
        String magic = new String(block, MAGIC, POSIX_MAGIC.length(), StandardCharsets.ISO_8859_1);
        String prefix = magic.equals(POSIX_MAGIC) ? text(block, PREFIX, PREFIX_LENGTH) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] block, int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, StandardCharsets.UTF_8);
    }

    /** Octal digits, or base-256 with the top bit set; -1 for what is neither or too large. */
    private static long number(byte[] block, int from, int length) {
        if ((block[from] & 0x80) != 0) {
            ByteBuffer value = ByteBuffer.wrap(block, from, length);
            boolean fits = value.getInt() == 0x80000000;
            return fits && length == SIZE_LENGTH ? value.getLong() : -1;
        }
        String digits = text(block, from, length).trim();
        if (digits.isEmpty()) {
            return 0;
        }
        return digits.chars().allMatch(digit -> digit >= '0' && digit <= '7') ? Long.parseLong(digits, 8) : -1;
    }

    /** The sum of all bytes, those of the checksum itself taken as blanks. */
    private static long checksum(byte[] block) {
        long sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            sum += own ? ' ' : block[i] & 0xff;
        }
        return sum;
    }
}
