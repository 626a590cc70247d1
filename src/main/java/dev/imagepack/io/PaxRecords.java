package dev.imagepack.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of a PAX header (POSIX.1-2001, pax Interchange Format): what a header block cannot say of the entry that
 * follows. Values are bytes: names are UTF-8, extended attributes anything at all.
 */
final class PaxRecords {

    static final PaxRecords NONE = new PaxRecords();

    /** Before the name of an extended attribute; star's key, which every reader knows. */
    private static final String XATTR = "SCHILY.xattr.";

    private static final Pattern OF_OVERLAY = Pattern.compile("SCHILY\\.xattr\\.(user|trusted)\\.overlay\\.");

    /** Eighteen digits fit into a long; zeros after the point are no fraction. */
    private static final Pattern NUMBER = Pattern.compile("(-?[0-9]{1,18})(?:\\.0*|(\\.[0-9]+))?");

    /** What says when something happened to the entry. */
    private static final List<String> TIMES = List.of("mtime", "atime", "ctime", "LIBARCHIVE.creationtime");

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{0,100})?");

    private final Map<String, byte[]> records = new LinkedHashMap<>();

    private PaxRecords() {}

    /** All that POSIX's own header block cannot say of an entry. */
    static PaxRecords of(TarEntry entry, byte[] name, byte[] link) {
        PaxRecords pax = new PaxRecords();
        pax.putName("path", name);
        pax.putName("linkpath", link);
        pax.putNumber("uid", entry.uid(), 8);
        pax.putNumber("gid", entry.gid(), 8);
        pax.putNumber("size", entry.size(), 12);
        pax.putNumber("mtime", entry.mtime(), 12);
        entry.xattrs().forEach((attribute, value) -> pax.records.put(XATTR + attribute, value));
        return pax;
    }

    /** Reads the records; of those with one key the last one counts, save for the maps of {@linkplain SparseMap sparse files}. */
    static PaxRecords parse(byte[] bytes) throws IOException {
        PaxRecords pax = new PaxRecords();
        ByteArrayOutputStream map = new ByteArrayOutputStream();
        for (Record record : records(bytes)) {
            byte[] value = record.value(bytes);
            if (record.key.equals(SparseMap.OFFSET) || record.key.equals(SparseMap.LENGTH)) {
                map.writeBytes(map.size() == 0 ? new byte[0] : ascii(","));
                map.writeBytes(value);
            }
            pax.records.put(record.key, value);
        }
        if (map.size() > 0) {
            pax.records.put(SparseMap.MAP, map.toByteArray());
        }
        return pax;
    }

    /**
     * The same records without the times that are later than {@code latest}, in seconds, and without what a stacked file system
     * of the kernel's notes for itself, which some engines let into layers.
     */
    static byte[] withoutLaterTimes(byte[] bytes, long latest) throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        for (Record record : records(bytes)) {
            if (!OF_OVERLAY.matcher(record.key).lookingAt() && !isLaterTime(record.key, record.value(bytes), latest)) {
                kept.write(bytes, record.from, record.to - record.from);
            }
        }
        return kept.toByteArray();
    }

    private static boolean isLaterTime(String key, byte[] value, long latest) throws IOException {
        if (!TIMES.contains(key) || value.length == 0) {
            return false;
        }
        String time = new String(value, StandardCharsets.ISO_8859_1);
        if (!DECIMAL.matcher(time).matches()) {
            throw new IOException("the PAX record " + key + " is no time: " + TarPath.quoted(time));
        }
        return new BigDecimal(time).compareTo(BigDecimal.valueOf(latest)) > 0;
    }

    /**
     * Where a record stands.
     *
     * @param from its first byte
     * @param value the first byte of its value
     * @param to the byte after its newline
     */
    private record Record(String key, int from, int value, int to) {
        byte[] value(byte[] bytes) {
            return Arrays.copyOfRange(bytes, value, to - 1);
        }
    }

    private static List<Record> records(byte[] bytes) throws IOException {
        List<Record> records = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int space = indexOf(bytes, at, bytes.length, ' ');
            int end = space < 0 ? -1 : at + length(bytes, at, space);
            int equals = space < 0 || end > bytes.length ? -1 : indexOf(bytes, space + 1, end, '=');
            if (equals < 0 || bytes[end - 1] != '\n') {
                throw new IOException("a PAX header is damaged at its byte " + at);
            }
            records.add(new Record(TarPath.decode(bytes, space + 1, equals - space - 1), at, equals + 1, end));
            at = end;
        }
        return records;
    }

    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        records.forEach((key, value) -> {
            byte[] keyBytes = TarPath.encode(key);
            int rest = " ".length() + keyBytes.length + "=".length() + value.length + "\n".length();
            int length = rest + digits(rest + digits(rest));
            out.writeBytes(ascii(length + " "));
            out.writeBytes(keyBytes);
            out.write('=');
            out.writeBytes(value);
            out.write('\n');
        });
        return out.toByteArray();
    }

    /** A name or other text; an empty value takes nothing away from the header block. */
    Optional<String> text(String key) throws IOException {
        byte[] value = records.get(key);
        if (value == null || value.length == 0) {
            return Optional.empty();
        }
        String text = TarPath.decode(value, 0, value.length);
        if (text.indexOf('\0') >= 0) {
            throw new IOException("the PAX record " + key + " holds a NUL: " + TarPath.quoted(text));
        }
        return Optional.of(text);
    }

    /** A whole number; of a time with a fraction, the second in which it lies. */
    long number(String key, long otherwise) throws IOException {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher number = NUMBER.matcher(text.get());
        if (!number.matches() || number.group(2) != null && !key.equals("mtime")) {
            throw new IOException("the PAX record " + key + " is no number: " + TarPath.quoted(text.get()));
        }
        boolean isBelow = number.group(2) != null && number.group(1).startsWith("-");
        return Long.parseLong(number.group(1)) - (isBelow ? 1 : 0);
    }

    boolean has(String key) {
        return records.containsKey(key);
    }

    /** Whether a time is said that is later than {@code latest}, in seconds. */
    boolean isLater(String key, long latest) throws IOException {
        byte[] value = records.get(key);
        return value != null && isLaterTime(key, value, latest);
    }

    Map<String, byte[]> xattrs() {
        Map<String, byte[]> xattrs = new LinkedHashMap<>();
        records.forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                xattrs.put(key.substring(XATTR.length()), value);
            }
        });
        return xattrs;
    }

    private void putName(String key, byte[] name) {
        if (name.length > TarHeader.NAME) {
            records.put(key, name);
        }
    }

    private void putNumber(String key, long number, int length) {
        if (!TarHeader.fits(number, length)) {
            records.put(key, ascii(Long.toString(number)));
        }
    }

    private static int length(byte[] bytes, int from, int to) throws IOException {
        String digits = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) <= to - from + 1) {
            throw new IOException("a PAX record has no length: " + TarPath.quoted(digits));
        }
        return Integer.parseInt(digits);
    }

    private static int indexOf(byte[] bytes, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
