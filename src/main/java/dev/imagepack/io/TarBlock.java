package dev.imagepack.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A header block as read: fields at fixed places, in the forms that tars have had since Version 7. */
final class TarBlock {

    private static final int NUL = 0;

    private static final long MOST_BEFORE_SHIFT = 1L << 55;

    private final byte[] block;
    private final long position;

    /** @param position where in the tar it stands, for messages */
    TarBlock(byte[] block, long position) {
        this.block = block;
        this.position = position;
    }

    /** Whether a byte is anything but NUL. */
    boolean isSet(int offset) {
        return block[offset] != NUL;
    }

    boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Early writers summed signed bytes. */
    void check() throws IOException {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.length; i++) {
            byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += b & 0xFF;
            signed += b;
        }
        long sum = number("checksum", 148, 8);
        if (sum != unsigned && sum != signed) {
            throw new IOException(
                    "no tar header at byte " + position + ": the checksum is " + sum + ", not " + unsigned);
        }
    }

    char flag() {
        return (char) (block[156] & 0xFF);
    }

    /** The name, with POSIX's (or star's shorter) prefix. GNU tar keeps times and maps in its place. */
    String name() {
        String name = text(0, 100);
        if (!isPosix()) {
            return name;
        }
        String prefix = text(345, isStar() ? 131 : 155);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String link() {
        return text(157, 100);
    }

    int mode() throws IOException {
        return (int) number("mode", 100, 8) & 07777;
    }

    long uid() throws IOException {
        return number("uid", 108, 8);
    }

    long gid() throws IOException {
        return number("gid", 116, 8);
    }

    long size() throws IOException {
        return number("size", 124, 12);
    }

    long mtime() throws IOException {
        return number("mtime", 136, 12);
    }

    int devMajor() throws IOException {
        return device(329);
    }

    int devMinor() throws IOException {
        return device(337);
    }

    private int device(int offset) throws IOException {
        long number = number("device", offset, 8);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw damaged("device", Long.toString(number));
        }
        return (int) number;
    }

    /** Octal digits among spaces and NULs, or GNU's base-256: a first byte with its highest bit set, then a signed number. */
    long number(String field, int offset, int length) throws IOException {
        return (block[offset] & 0x80) != 0 ? base256(field, offset, length) : octal(field, offset, length);
    }

    private long octal(String field, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end && isBlank(block[at])) {
            at++;
        }
        long number = 0;
        for (; at < end && !isBlank(block[at]); at++) {
            if (block[at] < '0' || block[at] > '7') {
                throw damaged(field, new String(block, offset, length, StandardCharsets.ISO_8859_1));
            }
            number = number << 3 | block[at] - '0';
        }
        return number;
    }

    private long base256(String field, int offset, int length) throws IOException {
        boolean isNegative = (block[offset] & 0x40) != 0;
        long number = isNegative ? block[offset] : block[offset] & 0x3F;
        for (int i = offset + 1; i < offset + length; i++) {
            if (number >= MOST_BEFORE_SHIFT || number < -MOST_BEFORE_SHIFT) {
                throw damaged(field, "a number of more than 63 bits");
            }
            number = number << 8 | block[i] & 0xFF;
        }
        return number;
    }

    /** Makes the times in the block that are later than {@code latest}, in seconds, this time. */
    void clampTimes(long latest) throws IOException {
        clamp(136, latest);
        if (isStar()) {
            clamp(476, latest);
            clamp(488, latest);
        } else if (isGnu()) {
            clamp(345, latest);
            clamp(357, latest);
        }
    }

    private void clamp(int offset, long latest) throws IOException {
        if (isSet(offset) && number("time", offset, 12) > latest) {
            set(offset, latest);
        }
    }

    /** Gives it another size. */
    void resize(long size) {
        set(124, size);
    }

    /** Gives it another time. */
    void retime(long mtime) {
        set(136, mtime);
    }

    private void set(int offset, long number) {
        TarHeader.number(block, offset, 12, number);
        TarHeader.checksum(block);
    }

    byte[] bytes() {
        return block;
    }

    private boolean isGnu() {
        return text(257, 8).equals("ustar  ");
    }

    private boolean isPosix() {
        return text(257, 6).equals("ustar");
    }

    private boolean isStar() {
        return new String(block, 508, 4, StandardCharsets.ISO_8859_1).equals("tar\0");
    }

    /** The bytes up to the first NUL. */
    private String text(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != NUL) {
            end++;
        }
        return TarPath.decode(block, offset, end - offset);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == NUL;
    }

    private IOException damaged(String field, String found) {
        return new IOException(
                "damaged tar header at byte " + position + ": the " + field + " is " + TarPath.quoted(found));
    }
}
