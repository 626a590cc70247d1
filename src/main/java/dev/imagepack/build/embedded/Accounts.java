package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Node;
import dev.imagepack.build.context.Owner;

/** The users and groups of an image, out of its own {@code /etc/passwd} and {@code /etc/group}. */
final class Accounts {

    private static final long LARGEST_ID = 0xffff_fffeL;
    private static final int LARGEST_FILE = 1 << 20;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

    private final FileTree tree;

    Accounts(FileTree tree) {
        this.tree = tree;
    }

    /**
     * Whom {@code user[:group]} means; a user without a group brings the group of its entry, a bare number itself.
     *
     * @throws IllegalArgumentException when a name is not known or a number is out of range
     */
    Owner find(String text) throws IOException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        Optional<String> group =
                colon < 0 || colon == text.length() - 1 ? Optional.empty() : Optional.of(text.substring(colon + 1));
        Owner owner = user.isEmpty() ? Owner.ROOT : user(user);
        return group.isEmpty() ? owner : new Owner(owner.uid(), group(group.get()));
    }

    private Owner user(String user) throws IOException {
        OptionalLong number = number(user);
        if (number.isPresent()) {
            return new Owner(number.getAsLong(), number.getAsLong());
        }
        for (String[] entry : entries("etc/passwd", user, 4)) {
            OptionalLong uid = number(entry[2]);
            OptionalLong gid = number(entry[3]);
            if (uid.isPresent() && gid.isPresent()) {
                return new Owner(uid.getAsLong(), gid.getAsLong());
            }
        }
        throw unknown("user", user, "/etc/passwd");
    }

    private long group(String group) throws IOException {
        OptionalLong number = number(group);
        if (number.isPresent()) {
            return number.getAsLong();
        }
        for (String[] entry : entries("etc/group", group, 3)) {
            OptionalLong gid = number(entry[2]);
            if (gid.isPresent()) {
                return gid.getAsLong();
            }
        }
        throw unknown("group", group, "/etc/group");
    }

    private static IllegalArgumentException unknown(String kind, String name, String file) {
        return new IllegalArgumentException(
                "the image knows no " + kind + " '" + name + "' (looked in its " + file + ")");
    }

    private List<String[]> entries(String file, String name, int fields) throws IOException {
        Optional<Node> node = tree.follow(file).filter(Node::isFile);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get().data().size() > LARGEST_FILE) {
            throw new IllegalArgumentException("the image's /" + file + " has "
                    + node.get().data().size() + " bytes, more than the " + LARGEST_FILE + " that are read");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        node.get().data().writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.strip().split(":", -1))
                .filter(entry -> entry.length >= fields && entry[0].equals(name))
                .toList();
    }

    private static OptionalLong number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        long id = Long.parseLong(text);
        if (id > LARGEST_ID) {
            throw new IllegalArgumentException(text + " is no user or group number: they go up to " + LARGEST_ID);
        }
        return OptionalLong.of(id);
    }
}
