package dev.imagepack.dockerfile;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The lines of a text file that a person wrote, with their numbers and line ends; a byte order mark is dropped. */
final class SourceLines implements Iterator<SourceLines.Line> {

    /** More is no build file that anybody wrote; the whole text and its parts are held in memory. */
    static final int MAX_BYTES = 1 << 20;

    /** The limit of BuildKit's scanner, so that a file that fits here fits there. */
    static final int MAX_LINE_BYTES = 65535;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final String name;
    private final List<Line> lines;
    private int read;

    /**
     * @param name the file in messages
     * @throws dev.imagepack.ImagepackException if the text or a line is too long
     */
    SourceLines(String name, byte[] text) {
        this.name = name;
        this.lines = split(name, text);
    }

    @Override
    public boolean hasNext() {
        return read < lines.size();
    }

    @Override
    public Line next() {
        return lines.get(read++);
    }

    /** The next line, where its text counts: refused unless it is UTF-8. */
    Line nextReadable() {
        return next().readable(name);
    }

    /** The number of the line that was read last; 0 before the first. */
    int number() {
        return read;
    }

    private static List<Line> split(String name, byte[] text) {
        if (text.length > MAX_BYTES) {
            throw Location.of(name, 1)
                    .fault(
                            "the file has " + text.length + " bytes, at most " + MAX_BYTES + " are read",
                            "Check that this is the right file, and move large inline files into the context.");
        }
        List<Line> lines = new ArrayList<>();
        int start = startsWithMark(text) ? BYTE_ORDER_MARK.length : 0;
        while (start < text.length) {
            int end = start;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            lines.add(line(name, lines.size() + 1, text, start, end));
            start = end + 1;
        }
        return lines;
    }

    private static Line line(String name, int number, byte[] text, int start, int end) {
        if (end - start > MAX_LINE_BYTES) {
            throw Location.of(name, number)
                    .fault(
                            "the line has " + (end - start) + " bytes, at most " + MAX_LINE_BYTES + " are allowed",
                            "Break the line.");
        }
        int length = end < text.length ? end + 1 - start : end - start;
        ByteBuffer bytes = ByteBuffer.wrap(text, start, length);
        try {
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return new Line(number, decoded, true);
        } catch (CharacterCodingException e) {
            return new Line(number, new String(text, start, length, StandardCharsets.UTF_8), false);
        }
    }

    private static boolean startsWithMark(byte[] text) {
        return text.length >= BYTE_ORDER_MARK.length
                && text[0] == BYTE_ORDER_MARK[0]
                && text[1] == BYTE_ORDER_MARK[1]
                && text[2] == BYTE_ORDER_MARK[2];
    }

    /**
     * One line.
     *
     * @param raw the text with its line end
     * @param isUtf8 whether the bytes were UTF-8; what was not is replaced in {@code raw}
     */
    record Line(int number, String raw, boolean isUtf8) {

        /** The text without its line end. */
        String text() {
            int end = raw.length();
            while (end > 0 && (raw.charAt(end - 1) == '\n' || raw.charAt(end - 1) == '\r')) {
                end--;
            }
            return raw.substring(0, end);
        }

        /** Whether nothing but blanks is in it. */
        boolean isBlank() {
            return Whitespace.trimStart(raw).isEmpty();
        }

        /** Whether it is a comment, outside of here-documents. */
        boolean isComment() {
            return Whitespace.trimStart(raw).startsWith("#");
        }

        Line readable(String name) {
            if (!isUtf8) {
                throw Location.of(name, number)
                        .fault("the line is not UTF-8 text", "Save the file in the encoding UTF-8.");
            }
            return this;
        }
    }
}
