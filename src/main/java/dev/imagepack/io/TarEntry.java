package dev.imagepack.io;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a tar says of one path, apart from the bytes of a file. The path is relative, in normal form: components joined
 * by single slashes, none of them empty, {@code .} or {@code ..}; no slash at either end.
 *
 * <p>Every constructor and every {@code with} method throws {@link IllegalArgumentException} for a value that no tar
 * could carry to a reader; the message starts with the path. A name that is not UTF-8 in a foreign tar holds lone
 * surrogates (U+DC80 to U+DCFF, one for each odd byte) and is written as the bytes it had.
 *
 * @param path the path; never empty
 * @param type what stands there
 * @param mode the twelve permission bits, set-id and sticky included
 * @param uid the owner's number, 0 to 2³²−2
 * @param gid the group's number, 0 to 2³²−2
 * @param mtime seconds since the epoch
 * @param size bytes of a file, 0 for everything else
 * @param link the target of a symbolic link as written, the path (in normal form) of the entry that a hard link names, else empty
 * @param xattrs extended attributes by name, sorted; values are raw bytes
 * @param devMajor major number of a device, else 0
 * @param devMinor minor number of a device, else 0
 */
public record TarEntry(
        String path,
        Type type,
        int mode,
        long uid,
        long gid,
        long mtime,
        long size,
        String link,
        Map<String, byte[]> xattrs,
        int devMajor,
        int devMinor) {

    /** What may stand at a path. */
    public enum Type {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARD_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FIFO;

        boolean isLink() {
            return this == SYMLINK || this == HARD_LINK;
        }

        boolean isDevice() {
            return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
        }
    }

    /** The order in which {@link TarWriter} takes entries: the bytes of the stored names, a directory's with its slash. */
    public static final Comparator<TarEntry> STORED_ORDER = (a, b) -> TarPath.compare(a.storedName(), b.storedName());

    /** The number above it means "nobody in particular" to every system call. */
    private static final long MAX_ID = 0xFFFF_FFFEL;

    public TarEntry {
        require(TarPath.isNormal(path), path, "is not a relative path in normal form");
        require(TarPath.isEncodable(path) && TarPath.isEncodable(link), path, "or its target holds half a character");
        Objects.requireNonNull(type);
        require(mode >= 0 && mode <= 07777, path, "has mode " + Integer.toOctalString(mode) + ", above 7777");
        require(uid >= 0 && uid <= MAX_ID, path, "has user " + uid + ", outside 0 to " + MAX_ID);
        require(gid >= 0 && gid <= MAX_ID, path, "has group " + gid + ", outside 0 to " + MAX_ID);
        require(size >= 0, path, "has size " + size);
        require(size == 0 || type == Type.FILE, path, "has size " + size + " and is no file");
        require(
                link.isEmpty() != type.isLink(),
                path,
                link.isEmpty() ? "links to nothing" : "has a target and is no link");
        require(link.indexOf('\0') < 0, path, "links to a name that holds a NUL");
        require(
                type != Type.HARD_LINK || TarPath.isNormal(link),
                path,
                "links to " + link + ", no path in normal form");
        require(devMajor >= 0 && devMinor >= 0, path, "has device " + devMajor + ":" + devMinor);
        require(devMajor + devMinor == 0 || type.isDevice(), path, "has a device number and is no device");
        xattrs = copy(xattrs);
        for (String name : xattrs.keySet()) {
            boolean sayable = !name.isEmpty() && name.indexOf('=') < 0 && name.indexOf('\0') < 0;
            require(sayable, path, "has an extended attribute of the name " + TarPath.quoted(name));
        }
    }

    /** A directory of 0:0 and the epoch. */
    public static TarEntry directory(String path, int mode) {
        return plain(path, Type.DIRECTORY, mode, 0, "");
    }

    /** A file of 0:0 and the epoch, with {@code size} bytes. */
    public static TarEntry file(String path, int mode, long size) {
        return plain(path, Type.FILE, mode, size, "");
    }

    /** A symbolic link of 0:0 and the epoch; the target is kept as written. */
    public static TarEntry symlink(String path, String target) {
        return plain(path, Type.SYMLINK, 0777, 0, target);
    }

    /**
     * A second name of the file at {@code targetPath} (normal form) in the same tar. Owner, mode and time of this entry win
     * over those of the file when the tar is unpacked, so give it the same; it starts as 0644 of 0:0 and the epoch.
     */
    public static TarEntry hardLink(String path, String targetPath) {
        return plain(path, Type.HARD_LINK, 0644, 0, targetPath);
    }

    private static TarEntry plain(String path, Type type, int mode, long size, String link) {
        return new TarEntry(path, type, mode, 0, 0, 0, size, link, Map.of(), 0, 0);
    }

    /**
     * The normal form of a path that a person wrote: {@code ./x}, {@code /x}, {@code a///b} and {@code dir/} become
     * {@code x}, {@code x}, {@code a/b} and {@code dir}.
     *
     * @throws IllegalArgumentException when it names nothing or the root itself, starts with two slashes, or has a
     *     {@code ..} or a NUL; the message quotes it
     */
    public static String normalise(String path) {
        if (path.startsWith("//")) {
            throw new IllegalArgumentException(TarPath.quoted(path) + " starts with two slashes");
        }
        String normal = TarPath.relative(path);
        if (normal.isEmpty()) {
            throw new IllegalArgumentException(TarPath.quoted(path) + " names no path below the root");
        }
        return normal;
    }

    /** The name as the tar holds it: a directory's ends in a slash. */
    String storedName() {
        return type == Type.DIRECTORY ? path + "/" : path;
    }

    /** A copy; changing the arrays changes nothing here. */
    @Override
    public Map<String, byte[]> xattrs() {
        return copy(xattrs);
    }

    /** At another path. */
    public TarEntry withPath(String path) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, link, xattrs, devMajor, devMinor);
    }

    /** With other permission bits. */
    public TarEntry withMode(int mode) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, link, xattrs, devMajor, devMinor);
    }

    /** Of another user and group, by number. */
    public TarEntry withOwner(long uid, long gid) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, link, xattrs, devMajor, devMinor);
    }

    /** With another time, in seconds since the epoch. */
    public TarEntry withMtime(long mtime) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, link, xattrs, devMajor, devMinor);
    }

    /** With another target; only links have one. */
    public TarEntry withLink(String link) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, link, xattrs, devMajor, devMinor);
    }

    /** With these extended attributes in place of all it had. */
    public TarEntry withXattrs(Map<String, byte[]> xattrs) {
        return new TarEntry(path, type, mode, uid, gid, mtime, size, link, xattrs, devMajor, devMinor);
    }

    /** Extended attributes are equal when their bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TarEntry that
                && path.equals(that.path)
                && type == that.type
                && mode == that.mode
                && uid == that.uid
                && gid == that.gid
                && mtime == that.mtime
                && size == that.size
                && link.equals(that.link)
                && devMajor == that.devMajor
                && devMinor == that.devMinor
                && xattrs.keySet().equals(that.xattrs.keySet())
                && xattrs.keySet().stream().allMatch(name -> Arrays.equals(xattrs.get(name), that.xattrs.get(name)));
    }

    @Override
    public int hashCode() {
        return Objects.hash(path, type, mode, uid, gid, mtime, size, link, devMajor, devMinor, xattrs.keySet());
    }

    private static Map<String, byte[]> copy(Map<String, byte[]> xattrs) {
        if (xattrs.isEmpty()) {
            return Map.of();
        }
        Map<String, byte[]> copy = new TreeMap<>();
        xattrs.forEach((name, value) -> copy.put(name, value.clone()));
        return Collections.unmodifiableMap(copy);
    }

    private static void require(boolean holds, String path, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(TarPath.quoted(path) + " " + fault);
        }
    }
}
