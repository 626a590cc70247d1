package dev.imagepack.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;

/**
 * What one look at a path of this machine tells, no link followed.
 *
 * @param mode its twelve permission bits
 * @param stamp its size, times and number
 * @param inode equal for two names of one file; empty where the file system has no such thing
 * @param links how many names the file has
 */
public record FileFacts(Kind kind, int mode, FileStamp stamp, Optional<Object> inode, int links) {

    /** What stands at the path; sockets and devices are {@code OTHER}. */
    public enum Kind {
        DIRECTORY,
        FILE,
        SYMLINK,
        NAMED_PIPE,
        OTHER
    }

    /** On a file system without permission bits everything may be executed, as Docker has it there. */
    private static final int MODE_OTHERWISE = 0755;

    private static final String ATTRIBUTES = FileStamp.UNIX + ":mode,nlink,fileKey," + FileStamp.ATTRIBUTES;
    private static final int PERMISSIONS = 07777;
    private static final int TYPE = 0170000;

    /** Looks. NoSuchFileException when nothing stands there. */
    public static FileFacts of(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains(FileStamp.UNIX)
                ? ofUnix(file)
                : ofBasic(file);
    }

    private static FileFacts ofUnix(Path file) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) attributes.get("mode");
        return new FileFacts(
                kind(mode),
                mode & PERMISSIONS,
                FileStamp.of(attributes),
                Optional.ofNullable(attributes.get("fileKey")),
                (Integer) attributes.get("nlink"));
    }

    private static Kind kind(int mode) {
        return switch (mode & TYPE) {
            case 0040000 -> Kind.DIRECTORY;
            case 0100000 -> Kind.FILE;
            case 0120000 -> Kind.SYMLINK;
            case 0010000 -> Kind.NAMED_PIPE;
            default -> Kind.OTHER;
        };
    }

    private static FileFacts ofBasic(Path file) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new FileFacts(
                kind(attributes),
                MODE_OTHERWISE,
                FileStamp.of(attributes),
                Optional.ofNullable(attributes.fileKey()),
                1);
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return Kind.DIRECTORY;
        }
        if (attributes.isSymbolicLink()) {
            return Kind.SYMLINK;
        }
        return attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
    }

    FileFacts withStamp(FileStamp other) {
        return new FileFacts(kind, mode, other, inode, links);
    }

    /** Whether a file still is what it was at an earlier look, for all that can be seen without reading it. */
    public boolean isStill(FileFacts earlier) {
        return kind == earlier.kind && stamp.equals(earlier.stamp) && inode.equals(earlier.inode);
    }
}
