package dev.imagepack.build.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.imagepack.io.AtomicDirectory;

/** A change of chance to something below some directories. */
final class RandomChange {

    private final Dice dice;
    private final List<Path> tops;
    private int count;

    RandomChange(Dice dice, List<Path> tops) {
        this.dice = dice;
        this.tops = tops;
    }

    /** Everything below the directories. */
    static List<Path> paths(List<Path> tops) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (Path top : tops) {
            try (Stream<Path> walk = Files.walk(top)) {
                walk.filter(path -> !path.equals(top)).sorted().forEach(paths::add);
            }
        }
        return paths;
    }

    /** Makes it, in a tick of the file system's clock of its own; says what it was. */
    String make() throws IOException {
        awaitTick();
        count++;
        Path path = dice.of(paths(tops));
        String made = dice.percent(30) ? beside(path) : to(path);
        awaitTick();
        return made + " " + path;
    }

    private String to(Path path) throws IOException {
        boolean directory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        switch (dice.below(7)) {
            case 0:
                AtomicDirectory.delete(path);
                return "deleted";
            case 1:
                Files.move(path, path.resolveSibling("moved-" + count));
                return "moved";
            case 2:
                AtomicDirectory.delete(path);
                Files.createDirectory(path);
                return "made a directory of";
            case 3:
                AtomicDirectory.delete(path);
                Files.createSymbolicLink(path, Path.of(dice.of("a", "../b.txt", "/nowhere")));
                return "made a link of";
            case 4:
                if (!Files.isSymbolicLink(path)) {
                    Files.setAttribute(path, "unix:mode", directory ? dice.of(0755, 0750) : dice.of(0644, 0755, 0600));
                }
                return "changed the mode of";
            case 5:
                if (!Files.isSymbolicLink(path)) {
                    Files.setLastModifiedTime(path, FileTime.fromMillis(1_700_000_000_000L + count));
                }
                return "touched";
            default:
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.setAttribute(path, "unix:mode", 0644);
                    Files.write(path, dice.bytes(3), StandardOpenOption.APPEND);
                }
                return "wrote to";
        }
    }

    private String beside(Path path) throws IOException {
        switch (dice.below(5)) {
            case 0:
                Files.writeString(path.resolveSibling("new-" + count), "new");
                return "made a file beside";
            case 1:
                Files.createDirectory(path.resolveSibling("new-" + count));
                return "made a directory beside";
            case 2:
                ignore(tops.get(0).resolve(".dockerignore"));
                return "ignored something, not";
            case 3:
                ignore(dice.of(tops).resolve("Dockerfile.dockerignore"));
                return "ignored something else, not";
            default:
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createLink(path.resolveSibling("link-" + count), path);
                }
                return "made a second name for";
        }
    }

    private void ignore(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            Files.writeString(file, "new-" + count + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** Files that are written within one tick have the same time. */
    private void awaitTick() throws IOException {
        Path probe = tops.get(0).resolveSibling("probe");
        Object before = written(probe);
        while (before.equals(written(probe))) {
            Thread.onSpinWait();
        }
    }

    private static Object written(Path probe) throws IOException {
        Files.writeString(probe, "");
        return Files.getAttribute(probe, "unix:ctime");
    }
}
