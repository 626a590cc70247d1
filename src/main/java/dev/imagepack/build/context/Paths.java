package dev.imagepack.build.context;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Slash-separated paths inside an image or a context; the root is the empty path. */
public final class Paths {

    private Paths() {}

    /** The names in a path, empty ones and {@code .} left out, {@code ..} kept. */
    public static List<String> components(String path) {
        List<String> names = new ArrayList<>();
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            boolean here = end - start == 1 && path.charAt(start) == '.';
            if (end > start && !here) {
                names.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return names;
    }

    /** Normal form: no empty names, no {@code .}; {@code ..} goes up and stops at the root. */
    public static String clean(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : components(path)) {
            if (name.equals("..")) {
                names.pollLast();
            } else {
                names.addLast(name);
            }
        }
        return String.join("/", names);
    }

    /** The directory above a clean path; the root's own is the root. */
    public static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The last name of a clean path. */
    public static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** One clean path below another. */
    public static String join(String above, String below) {
        return above.isEmpty() ? below : below.isEmpty() ? above : above + "/" + below;
    }

    /** A path as written, which begins below {@code directory} unless it is absolute. */
    public static String below(String directory, String written) {
        return written.startsWith("/") ? written : directory + "/" + written;
    }
}
