package dev.imagepack.build.context;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.imagepack.io.TarEntry;

/**
 * What stands at a path of a file tree: an inode. Two names of one node are hard links of each other. A directory's
 * children may be fetched when they are first asked for.
 */
public final class Node {

    /** Fetches the children of a directory. */
    @FunctionalInterface
    interface Children {
        SortedMap<String, Node> fetch();
    }

    private final TarEntry.Type type;
    private int mode;
    private Owner owner;
    private Map<String, byte[]> xattrs = Map.of();
    private String link = "";
    private int devMajor;
    private int devMinor;
    private @Nullable FileData data;
    private @Nullable SortedMap<String, Node> children;
    private @Nullable Children source;

    private Node(TarEntry.Type type, int mode, Owner owner) {
        this.type = type;
        this.mode = mode;
        this.owner = owner;
    }

    /** An empty directory. */
    public static Node directory(int mode, Owner owner) {
        Node node = new Node(TarEntry.Type.DIRECTORY, mode, owner);
        node.children = new TreeMap<>();
        return node;
    }

    /** A directory whose children are fetched once, when they are needed. */
    static Node directory(int mode, Owner owner, Children source) {
        Node node = new Node(TarEntry.Type.DIRECTORY, mode, owner);
        node.source = source;
        return node;
    }

    /** A regular file. */
    public static Node file(int mode, Owner owner, FileData data) {
        Node node = new Node(TarEntry.Type.FILE, mode, owner);
        node.data = data;
        return node;
    }

    /** A symbolic link, of mode 0777. */
    public static Node symlink(String target, Owner owner) {
        Node node = new Node(TarEntry.Type.SYMLINK, 0777, owner);
        node.link = target;
        return node;
    }

    /** What a tar entry says; a hard link has no node of its own. */
    public static Node of(TarEntry entry, @Nullable FileData data) {
        Node node = new Node(entry.type(), entry.mode(), new Owner(entry.uid(), entry.gid()));
        node.xattrs = entry.xattrs();
        node.link = entry.link();
        node.devMajor = entry.devMajor();
        node.devMinor = entry.devMinor();
        node.data = data;
        if (node.isDirectory()) {
            node.children = new TreeMap<>();
        }
        return node;
    }

    /** What it is; never a hard link. */
    public TarEntry.Type type() {
        return type;
    }

    /** Whether it may have children. */
    public boolean isDirectory() {
        return type == TarEntry.Type.DIRECTORY;
    }

    /** Whether it leads to another path. */
    public boolean isSymlink() {
        return type == TarEntry.Type.SYMLINK;
    }

    /** Whether it has bytes. */
    public boolean isFile() {
        return type == TarEntry.Type.FILE;
    }

    /** What it is, in words. */
    public String kind() {
        return switch (type) {
            case FILE -> "file";
            case DIRECTORY -> "directory";
            case SYMLINK -> "symbolic link";
            case HARD_LINK -> "hard link";
            case CHARACTER_DEVICE, BLOCK_DEVICE -> "device";
            case FIFO -> "named pipe";
        };
    }

    /** Its twelve permission bits. */
    public int mode() {
        return mode;
    }

    /** Whose it is. */
    public Owner owner() {
        return owner;
    }

    /** Where a symbolic link leads to, as it is written; empty for everything else. */
    public String link() {
        return link;
    }

    /** Its extended attributes by name. */
    public Map<String, byte[]> xattrs() {
        return xattrs;
    }

    /** The bytes of a file. */
    public FileData data() {
        if (data == null) {
            throw new IllegalStateException("a " + type + " has no bytes");
        }
        return data;
    }

    /** The children by name, sorted; empty for everything but a directory. */
    public SortedMap<String, Node> children() {
        if (children == null) {
            children = source == null ? Collections.emptySortedMap() : source.fetch();
            source = null;
        }
        return children;
    }

    /** Gives it other permission bits. */
    public void mode(int bits) {
        mode = bits;
    }

    /** Gives it to somebody else. */
    public void owner(Owner newOwner) {
        owner = newOwner;
    }

    /** Takes another node's mode, owner and attributes, but not what it holds. */
    public void describeAs(Node other) {
        mode = other.mode;
        owner = other.owner;
        xattrs = other.xattrs;
    }

    /** A node of the same kind with the same bytes or target, without children. */
    public Node duplicate() {
        Node copy = new Node(type, mode, owner);
        copy.xattrs = xattrs;
        copy.link = link;
        copy.devMajor = devMajor;
        copy.devMinor = devMinor;
        copy.data = data;
        if (isDirectory()) {
            copy.children = new TreeMap<>();
        }
        return copy;
    }

    /** A node with other extended attributes. */
    public Node withXattrs(Map<String, byte[]> attributes) {
        Node copy = duplicate();
        copy.xattrs = attributes;
        return copy;
    }

    /** A copy of everything below this node, hard links kept. */
    Node deepCopy() {
        return deepCopy(new IdentityHashMap<>());
    }

    private Node deepCopy(Map<Node, Node> known) {
        Node seen = known.get(this);
        if (seen != null) {
            return seen;
        }
        Node copy = duplicate();
        known.put(this, copy);
        for (Map.Entry<String, Node> child : children().entrySet()) {
            copy.children().put(child.getKey(), child.getValue().deepCopy(known));
        }
        return copy;
    }

    /** The tar entry for this node at a path; bytes apart. */
    public TarEntry entry(String path, long mtime) {
        long size = isFile() ? data().size() : 0;
        return new TarEntry(path, type, mode, owner.uid(), owner.gid(), mtime, size, link, xattrs, devMajor, devMinor);
    }
}
