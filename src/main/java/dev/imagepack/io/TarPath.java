package dev.imagepack.io;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Names in a tar: their normal form, their bytes and their order. The bytes are UTF-8; a byte that is not becomes the lone
 * surrogate U+DC00 plus its value and turns into that byte again, so that a foreign name survives being read and written.
 */
final class TarPath {

    private static final char ESCAPE = 0xDC00;

    private TarPath() {}

    /** Whether a path is relative and made of components that are joined by single slashes, none of them empty, "." or "..". */
    static boolean isNormal(String path) {
        int start = 0;
        while (true) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (end == start || isDots(path, start, end)) {
                return false;
            }
            if (slash < 0) {
                return path.indexOf('\0') < 0;
            }
            start = slash + 1;
        }
    }

    /**
     * The normal form, with any root removed; empty for the root itself.
     *
     * @throws IllegalArgumentException when the path has a ".." or a NUL
     */
    static String relative(String path) {
        if (isNormal(path)) {
            return path;
        }
        StringBuilder normal = new StringBuilder(path.length());
        for (String component : path.split("/")) {
            if (component.equals("..") || component.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        quoted(path) + (component.equals("..") ? " climbs out with \"..\"" : " holds a NUL"));
            }
            if (!component.isEmpty() && !component.equals(".")) {
                normal.append(normal.isEmpty() ? "" : "/").append(component);
            }
        }
        return normal.toString();
    }

    /** A name for a message: in quotes, with control characters and odd bytes made visible. */
    static String quoted(String name) {
        StringBuilder text = new StringBuilder("\"");
        name.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || isLoneSurrogate(c)) {
                text.append(String.format(Locale.ROOT, "\\x%02x", c & 0xFF));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.append('"').toString();
    }

    /** Whether a name has bytes: false when it holds a surrogate that is neither part of a pair nor stands for a byte. */
    static boolean isEncodable(String name) {
        return !hasSurrogates(name) || name.codePoints().noneMatch(c -> isLoneSurrogate(c) && !isEscape(c));
    }

    /** @throws IllegalArgumentException when the name is not {@linkplain #isEncodable encodable} */
    static byte[] encode(String name) {
        if (!hasSurrogates(name)) {
            return name.getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = new byte[name.length() * 3];
        int length = 0;
        int codePoint;
        for (int i = 0; i < name.length(); i += Character.charCount(codePoint)) {
            codePoint = name.codePointAt(i);
            byte[] one = encode(codePoint, name);
            System.arraycopy(one, 0, bytes, length, one.length);
            length += one.length;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] encode(int codePoint, String name) {
        if (isLoneSurrogate(codePoint)) {
            if (!isEscape(codePoint)) {
                throw new IllegalArgumentException(quoted(name) + " holds half a character");
            }
            return new byte[] {(byte) (codePoint - ESCAPE)};
        }
        return Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    }

    static String decode(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : decodeEscaping(ByteBuffer.wrap(bytes, from, length));
    }

    private static String decodeEscaping(ByteBuffer bytes) {
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        while (bytes.hasRemaining()) {
            CoderResult result = decoder.decode(bytes, text, true);
            for (int i = result.isMalformed() ? result.length() : 0; i > 0; i--) {
                text.put((char) (ESCAPE + (bytes.get() & 0xFF)));
            }
        }
        return text.flip().toString();
    }

    /** Compares the bytes, as unsigned numbers. */
    static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean plain = x < Character.MIN_SURROGATE && y < Character.MIN_SURROGATE;
                return plain ? x - y : Arrays.compareUnsigned(encode(a), encode(b));
            }
        }
        return a.length() - b.length();
    }

    private static boolean isDots(String path, int start, int end) {
        return path.charAt(start) == '.' && (end - start == 1 || end - start == 2 && path.charAt(start + 1) == '.');
    }

    private static boolean hasSurrogates(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static boolean isEscape(int codePoint) {
        return codePoint >= ESCAPE + 0x80 && codePoint <= ESCAPE + 0xFF;
    }
}
