package dev.imagepack.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A tar made header by header, so that it may say anything. */
final class TarBytes {

    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    TarBytes file(String name, String content) {
        return entry('0', name, "", content);
    }

    TarBytes entry(char flag, String name, String link, String content) {
        return add(header(flag, name, link, content.length()), utf8(content));
    }

    /** Records of a PAX header, each {@code key=value}. */
    TarBytes pax(String... records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String record : records) {
            byte[] text = utf8(record);
            int length = text.length + 3;
            length = text.length + 2 + Integer.toString(length).length();
            length = text.length + 2 + Integer.toString(length).length();
            all.writeBytes(utf8(length + " "));
            all.writeBytes(text);
            all.write('\n');
        }
        return added('x', all.toByteArray());
    }

    TarBytes added(char flag, byte[] content) {
        return add(header(flag, "././@Added", "", content.length), content);
    }

    TarBytes add(TarHeader header, byte[] content) {
        return raw(header.toBytes()).raw(content).raw(new byte[-content.length & 511]);
    }

    TarBytes raw(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    byte[] end() {
        return raw(new byte[1024]).toBytes();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    static TarHeader header(char flag, String name, String link, long size) {
        return TarHeader.posix().names(utf8(name), utf8(link)).flag(flag).numbers(0644, 0, 0, size, 0);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Map<TarEntry, byte[]> read(byte[] tar) throws IOException {
        return read(new ByteArrayInputStream(tar), TarReader.Limits.DEFAULT);
    }

    /** All entries with their content, which is empty for what is no file. */
    static Map<TarEntry, byte[]> read(InputStream in, TarReader.Limits limits) throws IOException {
        Map<TarEntry, byte[]> entries = new LinkedHashMap<>();
        try (TarReader reader = new TarReader(in, limits)) {
            Optional<TarEntry> entry;
            while ((entry = reader.next()).isPresent()) {
                entries.put(
                        entry.get(),
                        entry.get().type() == TarEntry.Type.FILE
                                ? reader.content().readAllBytes()
                                : NOTHING);
            }
        }
        return entries;
    }

    /** A header that was changed, with its checksum made right. */
    static byte[] summed(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        System.arraycopy(utf8(String.format("%06o\0 ", sum)), 0, header, 148, 8);
        return header;
    }

    /** The paths in order, those that come twice included; read few bytes at a time. */
    static List<String> paths(byte[] tar) throws IOException {
        List<String> paths = new ArrayList<>();
        try (TarReader reader = new TarReader(new Samples.Trickle(tar), TarReader.Limits.DEFAULT)) {
            Optional<TarEntry> entry;
            while ((entry = reader.next()).isPresent()) {
                paths.add(entry.get().path());
            }
        }
        return paths;
    }
}
