package dev.imagepack.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One layer as the configuration declares it.
 *
 * @param name what history calls it
 * @param items what it holds, in the order written; two items may not put different things at one path
 */
public record DeclaredLayer(String name, List<Item> items) {

    private static final int HIGHEST_MODE = 07777;

    public DeclaredLayer {
        items = List.copyOf(items);
    }

    /** Something that a layer holds. Paths inside the image are absolute. */
    public sealed interface Item {}

    /**
     * A file or the content of a directory.
     *
     * @param from the file or directory, absolute
     * @param into the directory inside the image that takes it
     * @param includes patterns relative to {@code from}, as an ignore file has them: a directory means all of it; empty means everything
     * @param excludes patterns that win over includes
     * @param owner {@code user[:group]}, numbers or names of the image; 0:0 if empty
     * @param fileMode of files; 0644 if empty, 0755 for those that somebody may execute
     * @param directoryMode of directories; 0755 if empty
     * @param permissions modes by pattern, the last match wins over the two above
     * @param element the configuration element, for messages
     */
    public record Files(
            Path from,
            String into,
            List<String> includes,
            List<String> excludes,
            Optional<String> owner,
            Optional<Integer> fileMode,
            Optional<Integer> directoryMode,
            List<Permission> permissions,
            String element)
            implements Item {

        public Files {
            AbsolutePath.require(element, from);
            AbsolutePath.require(element, into);
            fileMode.ifPresent(mode -> requireMode(element, mode));
            directoryMode.ifPresent(mode -> requireMode(element, mode));
            includes = List.copyOf(includes);
            excludes = List.copyOf(excludes);
            permissions = List.copyOf(permissions);
        }
    }

    /** A mode for the paths inside the image that a pattern hits. */
    public record Permission(String pattern, int mode) {
        public Permission {
            requireMode(pattern, mode);
        }
    }

    /** A directory, empty unless something else fills it. */
    public record Directory(String path, int mode, Optional<String> owner, String element) implements Item {
        public Directory {
            AbsolutePath.require(element, path);
            requireMode(element, mode);
        }
    }

    /** A symbolic link; the target is kept as written. */
    public record Link(String path, String target, Optional<String> owner, String element) implements Item {
        public Link {
            AbsolutePath.require(element, path);
        }
    }

    /** The deletion of a path of the layers below; what this layer puts there stays. */
    public record Deletion(String path, String element) implements Item {
        public Deletion {
            AbsolutePath.require(element, path);
        }
    }

    private static void requireMode(String element, int mode) {
        if (mode < 0 || mode > HIGHEST_MODE) {
            throw new IllegalArgumentException(
                    element + ": " + Integer.toOctalString(mode) + " is no mode between 0 and 7777");
        }
    }
}
