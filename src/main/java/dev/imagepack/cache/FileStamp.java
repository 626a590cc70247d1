package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.imagepack.ImagepackException;

/**
 * What a file system says of a file without reading it. Whoever changes the file changes one of these, unless
 * both changes fall into one tick of the file system's clock; {@link #isSettledAt} is about that.
 *
 * @param size bytes
 * @param modified nanoseconds since the epoch, as far as the file system has them; may be set to anything by anyone
 * @param changed as {@code modified}, but kept by the file system alone; 0 where it has none
 * @param inode tells a file from another one that was renamed over it; 0 where there is none
 */
public record FileStamp(long size, long modified, long changed, long inode) {

    /** The view of files that Unix systems have. */
    public static final String UNIX = "unix";

    /** What a stamp is made of in that view. */
    public static final String ATTRIBUTES = "size,lastModifiedTime,ctime,ino";

    /** Ticks of file systems that keep whole seconds (HFS+, NFS of old) or two of them (FAT), or milliseconds. */
    private static final Duration COARSE = Duration.ofSeconds(2);

    /** Ticks of kernels (1 to 16 ms) on file systems that keep more digits than that. */
    private static final Duration FINE = Duration.ofMillis(50);

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The stamp of a regular file; an {@link ImagepackException} if it is a link, a directory or a device. */
    static FileStamp of(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains(UNIX)) {
            Map<String, Object> attributes =
                    Files.readAttributes(file, UNIX + ":isRegularFile," + ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            requireRegular(file, (Boolean) attributes.get("isRegularFile"));
            return of(attributes);
        }
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        requireRegular(file, attributes.isRegularFile());
        return of(attributes);
    }

    /** The stamp of whatever these {@link #ATTRIBUTES} are of. */
    public static FileStamp of(Map<String, Object> attributes) {
        return new FileStamp(
                (Long) attributes.get("size"),
                nanos((FileTime) attributes.get("lastModifiedTime")),
                nanos((FileTime) attributes.get("ctime")),
                ((Number) attributes.get("ino")).longValue());
    }

    /** The stamp of whatever these attributes are of, on a file system that has no others. */
    public static FileStamp of(BasicFileAttributes attributes) {
        Object inode = attributes.fileKey();
        return new FileStamp(
                attributes.size(),
                nanos(attributes.lastModifiedTime()),
                0,
                inode == null ? 0 : inode.toString().hashCode());
    }

    /** In words that {@link #parse} reads. */
    String text() {
        return size + " " + modified + " " + changed + " " + inode;
    }

    /** IllegalArgumentException for anything but what {@link #text} made. */
    static FileStamp parse(String text) {
        String[] words = text.split(" ");
        if (words.length != 4) {
            throw new IllegalArgumentException("'" + text + "' is no stamp");
        }
        return new FileStamp(
                Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
    }

    private static void requireRegular(Path file, boolean regular) {
        if (!regular) {
            throw new ImagepackException(
                    file + ": is no regular file, so it has no digest",
                    "Leave it out with an exclude or a line in .dockerignore.");
        }
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    /** By hand, because the JVM takes long to make those that a record has, and every build needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FileStamp stamp
                && size == stamp.size
                && modified == stamp.modified
                && changed == stamp.changed
                && inode == stamp.inode;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(inode);
    }

    /**
     * Whether a file that had this stamp when it was read, and has {@code now}, must hold the same bytes. Whoever writes to a
     * file gives it a new time of modification. If nothing but {@code changed} is another, its permissions or links were
     * changed (maven-resources-plugin does so to every resource in each build), or somebody wrote and set the time back. The
     * latter is ruled out only where that time was the kernel's own: finer than what programs usually set, and that of the
     * last change when the file was read. Then nobody else has it to set.
     */
    boolean isStill(FileStamp now) {
        return size == now.size
                && modified == now.modified
                && inode == now.inode
                && (changed == now.changed || isTimeOfItsWrite());
    }

    /** Not a time that somebody set, such as that of a commit, of an archive's entry or of a file that was copied. */
    private boolean isTimeOfItsWrite() {
        return modified % NANOS_PER_MILLI != 0 && Math.abs(changed - modified) <= COARSE.toNanos();
    }

    /**
     * Whether a change after {@code moment} would show in the stamp. A file that was touched just before might be changed
     * again within the same tick; what was read of it must not be remembered (git calls such a file racily clean).
     */
    public boolean isSettledAt(Instant moment) {
        boolean fine = modified % NANOS_PER_MILLI != 0 || changed % NANOS_PER_MILLI != 0;
        long tick = (fine ? FINE : COARSE).toNanos();
        return Math.max(modified, changed) < nanos(FileTime.from(moment)) - tick;
    }
}
