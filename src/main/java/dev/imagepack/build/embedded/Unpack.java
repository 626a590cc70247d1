package dev.imagepack.build.embedded;

import java.io.IOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.ImagepackException;
import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;
import dev.imagepack.build.context.Paths;
import dev.imagepack.io.TarEntry;

/**
 * Unpacks a local archive into a tree as ADD does: owners, modes and links are the archive's, links in the destination
 * are followed, a member replaces what stands in its place unless both are directories. An archive that is damaged, or
 * would leave its destination, is an {@link ImagepackException}. Used once.
 */
final class Unpack {

    private final FileTree target;
    private final Optional<Owner> owner;
    private final Set<Node> unpacked = Collections.newSetFromMap(new IdentityHashMap<>());

    Unpack(FileTree target, Optional<Owner> owner) {
        this.target = target;
        this.owner = owner;
    }

    /**
     * Unpacks all members below a destination, which becomes a directory. Directories above members that are no members
     * themselves belong to root, whoever the members are to belong to.
     */
    void unpack(TarSource source, String destination) {
        String root = target.resolve(Paths.clean(destination));
        target.makeDirectories(root, FileTree.PARENT_MODE, owner.orElse(Owner.ROOT));
        Listing archive = list(source);
        for (int ordinal = 0; ordinal < archive.entries().size(); ordinal++) {
            add(archive.entries().get(ordinal), ordinal, source, root);
        }
    }

    private static Listing list(TarSource source) {
        try {
            return Listing.of(source.read());
        } catch (IOException e) {
            throw source.unreadable(e);
        }
    }

    private void add(TarEntry entry, int ordinal, TarSource source, String root) {
        String directory = Paths.join(root, inside(entry, source, root));
        target.makeDirectories(directory, FileTree.PARENT_MODE, Owner.ROOT);
        String path = Paths.join(directory, Paths.name(entry.path()));
        Node node = node(entry, ordinal, source, root);
        Optional<Node> existing = target.find(path);
        if (existing.isPresent() && existing.get().isDirectory() && node.isDirectory()) {
            existing.get().describeAs(node);
            target.touch(path);
        } else {
            target.put(path, node);
            unpacked.add(node);
        }
    }

    /** The directory of a member: links are followed as if the destination were the root. */
    private String inside(TarEntry entry, TarSource source, String root) {
        FileTree below = new FileTree(target.find(root).orElseThrow());
        String written = Paths.parent(entry.path());
        String found = below.resolve(written);
        if (!found.equals(written) && below.find(found).isEmpty()) {
            throw new ImagepackException(
                    source.describe() + ": " + entry.path()
                            + " lies behind a symbolic link that leads out of the destination, to /" + found,
                    "Unpack the archive during the build and COPY its files, if the link is meant.");
        }
        return found;
    }

    private Node node(TarEntry entry, int ordinal, TarSource source, String root) {
        if (entry.type() == TarEntry.Type.HARD_LINK) {
            Node linked = target.find(target.resolve(Paths.join(root, entry.link())))
                    .filter(unpacked::contains)
                    .filter(node -> !node.isDirectory())
                    .orElseThrow(() -> new ImagepackException(
                            source.describe() + ": the hard link " + entry.path() + " names " + entry.link()
                                    + ", which is no file of the archive",
                            "Pack the archive again."));
            linked.describeAs(owned(Node.of(entry, null)));
            return linked;
        }
        Node node = Node.of(
                entry, entry.type() == TarEntry.Type.FILE ? new TarMember(source, ordinal, entry.size()) : null);
        return owned(node);
    }

    private Node owned(Node node) {
        Node kept = node.withXattrs(TreeCopy.capabilities(node));
        owner.ifPresent(kept::owner);
        return kept;
    }
}
