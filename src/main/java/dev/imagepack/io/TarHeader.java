package dev.imagepack.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 512 bytes that stand before an entry, in GNU tar's form or in that of POSIX. What does not fit: GNU's form has
 * base-256 for numbers, POSIX's has records in an entry of its own (see {@link PaxRecords}).
 */
final class TarHeader {

    static final int BLOCK = 512;

    /** How many bytes of a name stand in the header itself. */
    static final int NAME = 100;

    private final byte[] block = new byte[BLOCK];
    private final boolean gnu;

    private TarHeader(boolean gnu) {
        this.gnu = gnu;
        ascii(257, gnu ? "ustar  \0" : "ustar\00000");
    }

    static TarHeader gnu() {
        return new TarHeader(true);
    }

    static TarHeader posix() {
        return new TarHeader(false);
    }

    /** A header of 0:0, mode 0644 and the epoch, as GNU tar gives to the entries that only carry a long name. */
    static TarHeader of(TarHeader header, char flag, String name, long size) {
        return header.names(name.getBytes(StandardCharsets.US_ASCII), new byte[0])
                .flag(flag)
                .numbers(0644, 0, 0, size, 0);
    }

    /** The first bytes of both names; the rest must be said elsewhere. */
    TarHeader names(byte[] name, byte[] link) {
        System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME));
        System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME));
        return this;
    }

    TarHeader flag(char flag) {
        block[156] = (byte) flag;
        return this;
    }

    TarHeader numbers(int mode, long uid, long gid, long size, long mtime) {
        number(100, 8, mode);
        number(108, 8, uid);
        number(116, 8, gid);
        number(124, 12, size);
        number(136, 12, mtime);
        return this;
    }

    TarHeader device(int major, int minor) {
        number(329, 8, major);
        number(337, 8, minor);
        return this;
    }

    /** The block with its checksum: the sum of all bytes, the checksum's own counted as spaces. */
    byte[] toBytes() {
        checksum(block);
        return block;
    }

    /** Puts a block's checksum into it. */
    static void checksum(byte[] block) {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xFF;
        }
        octal(block, 148, 7, sum);
    }

    /** Whether a number fits into a field of so many bytes as octal digits and a NUL. */
    static boolean fits(long number, int length) {
        return number >= 0 && number < 1L << 3 * (length - 1);
    }

    private void number(int offset, int length, long number) {
        if (gnu || fits(number, length)) {
            number(block, offset, length, number);
        } else {
            octal(block, offset, length, 0);
        }
    }

    /** Writes a number as octal digits, or in base-256 where these have no room. */
    static void number(byte[] block, int offset, int length, long number) {
        if (fits(number, length)) {
            octal(block, offset, length, number);
        } else {
            base256(block, offset, length, number);
        }
    }

    private static void octal(byte[] block, int offset, int length, long number) {
        long rest = number;
        block[offset + length - 1] = 0;
        for (int i = offset + length - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
    }

    private static void base256(byte[] block, int offset, int length, long number) {
        long rest = number;
        for (int i = offset + length - 1; i > offset; i--) {
            block[i] = (byte) rest;
            rest >>= 8;
        }
        block[offset] = (byte) (number < 0 ? 0xFF : 0x80);
    }

    private void ascii(int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            block[offset + i] = (byte) text.charAt(i);
        }
    }
}
