package dev.imagepack.dockerfile;

import java.util.ArrayDeque;
import java.util.Deque;

/** The shortest form of a slash path, as Go's {@code path.Clean} makes it, by text alone. */
final class CleanPath {

    private CleanPath() {}

    /** Without empty and {@code .} components, {@code ..} resolved where it can be; an empty path becomes {@code .}. */
    static String of(String path) {
        boolean rooted = path.startsWith("/");
        Deque<String> kept = new ArrayDeque<>();
        for (String component : path.split("/")) {
            boolean climbs = component.equals("..");
            if (climbs && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (climbs ? !rooted : !component.isEmpty() && !component.equals(".")) {
                kept.addLast(component);
            }
        }
        String joined = String.join("/", kept);
        return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
}
