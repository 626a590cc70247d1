package dev.imagepack.build.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

import dev.imagepack.io.TarEntry;

/** Tar entries as bytes, every field with its length; for documents and for hashes. */
final class TarEntries {

    /** More than any name, and than any extended attribute that a file system takes. */
    private static final int LONGEST = 1 << 20;

    private TarEntries() {}

    static void write(DataOutputStream out, TarEntry entry) throws IOException {
        writeText(out, entry.path());
        out.writeByte(entry.type().ordinal());
        out.writeInt(entry.mode());
        out.writeLong(entry.uid());
        out.writeLong(entry.gid());
        out.writeLong(entry.mtime());
        out.writeLong(entry.size());
        writeText(out, entry.link());
        out.writeInt(entry.devMajor());
        out.writeInt(entry.devMinor());
        Map<String, byte[]> xattrs = entry.xattrs();
        out.writeInt(xattrs.size());
        for (Map.Entry<String, byte[]> xattr : xattrs.entrySet()) {
            writeText(out, xattr.getKey());
            out.writeInt(xattr.getValue().length);
            out.write(xattr.getValue());
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException or IllegalArgumentException when it did not
     */
    static TarEntry read(DataInputStream in) throws IOException {
        String path = readText(in);
        TarEntry.Type type = type(in.readUnsignedByte());
        int mode = in.readInt();
        long uid = in.readLong();
        long gid = in.readLong();
        long mtime = in.readLong();
        long size = in.readLong();
        String link = readText(in);
        int devMajor = in.readInt();
        int devMinor = in.readInt();
        Map<String, byte[]> xattrs = new TreeMap<>();
        for (int left = readLength(in); left > 0; left--) {
            String name = readText(in);
            xattrs.put(name, readBytes(in, readLength(in)));
        }
        return new TarEntry(path, type, mode, uid, gid, mtime, size, link, xattrs, devMajor, devMinor);
    }

    private static TarEntry.Type type(int ordinal) throws IOException {
        TarEntry.Type[] types = TarEntry.Type.values();
        if (ordinal >= types.length) {
            throw new IOException("a type numbered " + ordinal);
        }
        return types[ordinal];
    }

    /** A text with its length, char by char: names that are not UTF-8 hold chars that UTF-8 cannot say. */
    static void writeText(DataOutputStream out, String text) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = readLength(in);
        byte[] bytes = readBytes(in, 2 * length);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < bytes.length; i += 2) {
            text.append((char) (bytes[i] << 8 | bytes[i + 1] & 0xff));
        }
        return text.toString();
    }

    private static int readLength(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LONGEST) {
            throw new IOException("a length of " + length);
        }
        return length;
    }

    private static byte[] readBytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("it ends early");
        }
        return bytes;
    }
}
