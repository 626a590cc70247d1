package dev.imagepack.image;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/** Names of archive entries in normal form: components joined by single slashes, none of them empty, {@code .} or {@code ..}. */
public final class ArchiveName {

    private ArchiveName() {}

    /** The name of an entry; IllegalArgumentException for one that is absolute, climbs, or means something else on Windows. */
    public static String normal(String name) {
        if (name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("'" + name + "' is no name inside an archive");
        }
        if (List.of(name.split("/")).contains("..")) {
            throw new IllegalArgumentException("'" + name + "' leaves the archive");
        }
        return resolve("'" + name + "'", List.of(), name);
    }

    /** What a symbolic link at {@code link} (in normal form) names; IllegalArgumentException when that is outside the archive. */
    public static String target(String link, String target) {
        String subject = "the link '" + link + "'";
        if (target.startsWith("/") || target.indexOf('\\') >= 0) {
            throw new IllegalArgumentException(subject + " leaves the archive");
        }
        int slash = link.lastIndexOf('/');
        return resolve(
                subject,
                slash < 0 ? List.of() : List.of(link.substring(0, slash).split("/")),
                target);
    }

    private static String resolve(String subject, Collection<String> from, String name) {
        Deque<String> components = new ArrayDeque<>(from);
        for (String component : name.split("/")) {
            if (component.equals("..")) {
                if (components.pollLast() == null) {
                    throw new IllegalArgumentException(subject + " leaves the archive");
                }
            } else if (!component.isEmpty() && !component.equals(".")) {
                components.addLast(component);
            }
        }
        return String.join("/", components);
    }
}
