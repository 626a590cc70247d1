package dev.imagepack.build.context;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

import dev.imagepack.ImagepackException;
import dev.imagepack.dockerfile.Location;

/**
 * Finds out why a source of COPY or ADD is not in a context.
 *
 * @param where what messages call the context
 * @param module the module's directory
 */
public record MissingSource(ContextDirectory context, String where, Path module) {

    /** The fault to throw: what is missing, why, and what to do. */
    public ImagepackException fault(SourcePattern source, Location at) {
        String clean = Paths.clean(source.text());
        String what = "'" + source.text() + "' ";
        if (context.tree().find(clean).filter(Node::isSymlink).isPresent()) {
            return at.fault(
                    what + "leads to /" + context.tree().resolve(clean) + ", which is not in the context " + where,
                    "A link is followed within the context only; put what it leads to there, or copy that instead.");
        }
        if (source.parents() && context.tree().follow(clean).isPresent()) {
            return at.fault(
                    what + "keeps nothing, or leads through a link, which --parents does not follow",
                    "Name what is to be kept without links, for instance ./*, or copy it without --parents.");
        }
        if (exists(context.path(), clean)) {
            return at.fault(
                    what + "is excluded from the context " + where + " by its ignore file",
                    "Add a line !" + clean + " to the ignore file, or do not copy it.");
        }
        return at.fault(
                what + "is not in the context " + where,
                exists(module, clean)
                        ? "It is in the module's directory: set <context>${project.basedir}</context>."
                        : "Correct the path, which is relative to the context, or build the file before the image.");
    }

    private static boolean exists(Path directory, String path) {
        return resolved(directory, path)
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .isPresent();
    }

    private static Optional<Path> resolved(Path directory, String path) {
        try {
            return Optional.of(directory.resolve(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
