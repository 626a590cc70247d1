package dev.imagepack.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A tar written by hand in GNU tar's own form: owner 0:0 without names, time 0, entries in the order of the calls, no
 * padding to a record. The bytes are those of {@code tar --format=gnu --numeric-owner --owner=0 --group=0 --mtime=@0
 * -b1}.
 */
final class HandMadeTar {

    private static final int BLOCK = 512;

    private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();

    /** Adds a directory; {@code path} ends in a slash. */
    HandMadeTar directory(String path) {
        blocks.writeBytes(header(path, 0755, 0, '5'));
        return this;
    }

    HandMadeTar file(String path, int mode, byte[] content) {
        blocks.writeBytes(header(path, mode, content.length, '0'));
        blocks.writeBytes(content);
        blocks.writeBytes(new byte[-content.length & (BLOCK - 1)]);
        return this;
    }

    /** The tar as it is now, with the two empty blocks of its end. */
    byte[] bytes() {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.writeBytes(blocks.toByteArray());
        tar.writeBytes(new byte[2 * BLOCK]);
        return tar.toByteArray();
    }

    private static byte[] header(String path, int mode, int size, char type) {
        if (path.length() > 100) {
            throw new IllegalArgumentException("no room in a header for " + path);
        }
        byte[] header = new byte[BLOCK];
        put(header, 0, path);
        put(header, 100, octal(mode, 7));
        put(header, 108, octal(0, 7));
        put(header, 116, octal(0, 7));
        put(header, 124, octal(size, 11));
        put(header, 136, octal(0, 11));
        put(header, 148, " ".repeat(8));
        put(header, 156, String.valueOf(type));
        put(header, 257, "ustar  ");
        put(header, 148, octal(sum(header), 6) + "\0 ");
        return header;
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static String octal(int number, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "o", number);
    }

    private static int sum(byte[] header) {
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        return sum;
    }
}
