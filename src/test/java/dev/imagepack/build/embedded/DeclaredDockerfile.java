package dev.imagepack.build.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.Owner;
import dev.imagepack.image.DeclaredLayer;
import dev.imagepack.image.LayersRecipe;

/**
 * Declared layers as a Dockerfile, so that an engine can build them: {@code ADD} of a tar for each, which holds exactly what
 * the layer names and leaves the directories on the way to the engine. Who its files belong to is looked up in the image;
 * everything else is worked out here once more, by the README's words. Deletions have no instruction.
 */
final class DeclaredDockerfile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LayersRecipe recipe;
    private final FileTree image;
    private final Path context;

    /**
     * @param image what the recipe comes to, for its users
     * @param context an empty directory for the tars
     */
    DeclaredDockerfile(LayersRecipe recipe, FileTree image, Path context) {
        this.recipe = recipe;
        this.image = image;
        this.context = context;
    }

    /** Writes the tars; the Dockerfile. */
    String write(String from) throws IOException {
        List<String> lines = new ArrayList<>(List.of("FROM " + from));
        int number = 0;
        for (DeclaredLayer layer : recipe.layers()) {
            Path tar = context.resolve("layer-" + number++ + ".tar");
            if (write(layer, tar)) {
                lines.add("ADD " + tar.getFileName() + " /");
            }
        }
        lines.addAll(container(recipe.container()));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> container(LayersRecipe.Container container) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> variable : container.env().entrySet()) {
            lines.add("ENV " + variable.getKey() + "=" + JSON.writeValueAsString(variable.getValue()));
        }
        container.workdir().ifPresent(path -> lines.add("WORKDIR " + path));
        container.ports().forEach(port -> lines.add("EXPOSE " + port));
        container.volumes().forEach(path -> lines.add("VOLUME " + json(List.of(path))));
        container.user().ifPresent(user -> lines.add("USER " + user));
        container.stopSignal().ifPresent(signal -> lines.add("STOPSIGNAL " + signal));
        container.entrypoint().ifPresent(words -> lines.add("ENTRYPOINT " + json(words)));
        container.cmd().ifPresent(words -> lines.add("CMD " + json(words)));
        container
                .healthcheck()
                .ifPresent(check -> lines.add("HEALTHCHECK --interval="
                        + TimeUnit.NANOSECONDS.toSeconds(check.interval()) + "s --retries=" + check.retries() + " CMD "
                        + json(check.test().subList(1, check.test().size()))));
        return lines;
    }

    private static String json(List<String> words) {
        return JSON.valueToTree(words).toString();
    }

    /** Whether there is anything to add. */
    private boolean write(DeclaredLayer layer, Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        for (DeclaredLayer.Item item : layer.items()) {
            if (item instanceof DeclaredLayer.Files files) {
                put(tar, files);
            } else if (item instanceof DeclaredLayer.Directory directory) {
                TarArchiveEntry entry = new TarArchiveEntry(relative(directory.path()) + "/");
                entry.setMode(directory.mode());
                put(tar, entry, directory.owner(), new byte[0]);
            } else if (item instanceof DeclaredLayer.Link link) {
                TarArchiveEntry entry = new TarArchiveEntry(relative(link.path()), TarConstants.LF_SYMLINK);
                entry.setLinkName(link.target());
                put(tar, entry, link.owner(), new byte[0]);
            }
        }
        boolean empty = tar.getBytesWritten() == 0;
        tar.close();
        Files.write(file, bytes.toByteArray());
        return !empty;
    }

    private void put(TarArchiveOutputStream tar, DeclaredLayer.Files files) throws IOException {
        if (!Files.isDirectory(files.from())) {
            put(tar, files, files.from(), files.from().getFileName().toString());
            return;
        }
        for (String name : selected(files)) {
            put(tar, files, files.from().resolve(name), name);
        }
    }

    /** What the patterns leave, with the directories that lead there. */
    private static SortedSet<String> selected(DeclaredLayer.Files files) throws IOException {
        SortedSet<String> selected = new TreeSet<>();
        try (Stream<Path> all = Files.walk(files.from())) {
            for (Path path : all.skip(1).toList()) {
                Path relative = files.from().relativize(path);
                boolean included = files.includes().isEmpty() || hits(files.includes(), relative);
                if (included && !hits(files.excludes(), relative)) {
                    for (Path above = relative; above != null; above = above.getParent()) {
                        selected.add(above.toString());
                    }
                }
            }
        }
        return selected;
    }

    private void put(TarArchiveOutputStream tar, DeclaredLayer.Files files, Path path, String name) throws IOException {
        String place = relative(files.into() + "/" + name);
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry entry = new TarArchiveEntry(place, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
            put(tar, entry, files.owner(), new byte[0]);
        } else if (Files.isDirectory(path)) {
            TarArchiveEntry entry = new TarArchiveEntry(place + "/");
            entry.setMode(mode(files, place, files.directoryMode().orElse(0755)));
            put(tar, entry, files.owner(), new byte[0]);
        } else {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            TarArchiveEntry entry = new TarArchiveEntry(place);
            entry.setMode(mode(files, place, files.fileMode().orElse((mode & 0111) == 0 ? 0644 : 0755)));
            put(tar, entry, files.owner(), Files.readAllBytes(path));
        }
    }

    private static int mode(DeclaredLayer.Files files, String place, int otherwise) {
        int mode = otherwise;
        for (DeclaredLayer.Permission permission : files.permissions()) {
            mode = glob(relative(permission.pattern()), place) ? permission.mode() : mode;
        }
        return mode;
    }

    private void put(TarArchiveOutputStream tar, TarArchiveEntry entry, Optional<String> owner, byte[] content)
            throws IOException {
        Owner of = owner.isEmpty() ? Owner.ROOT : new Accounts(image).find(owner.get());
        entry.setIds((int) of.uid(), (int) of.gid());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Whether a pattern fits the path or a directory above it. */
    private static boolean hits(List<String> patterns, Path relative) {
        for (Path path = relative; path != null; path = path.getParent()) {
            String above = path.toString();
            if (patterns.stream().anyMatch(pattern -> glob(pattern, above))) {
                return true;
            }
        }
        return false;
    }

    /** The globs of Java want a directory for {@code **}{@code /}; patterns here do not. */
    private static boolean glob(String pattern, String name) {
        return Stream.of(pattern, pattern.replaceFirst("^\\*\\*/", ""))
                .anyMatch(glob ->
                        FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(Path.of(name)));
    }

    private static String relative(String path) {
        return Path.of("/").relativize(Path.of(path).normalize()).toString();
    }
}
