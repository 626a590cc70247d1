package dev.imagepack.testing;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import dev.imagepack.image.Alias;
import dev.imagepack.image.LayerSource;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.LayoutCheck;
import dev.imagepack.oci.Platform;
import dev.imagepack.pack.ImagesLock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code pack-images} left in a module, for the scripts of integration tests. Layers are read by libraries that write
 * none of ours.
 */
public final class PackedImages {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path output;
    private final ImagesLock lock;

    private PackedImages(Path output) throws IOException {
        this.output = output;
        this.lock = ImagesLock.parse(Files.readAllBytes(output.resolve(ImagesLock.FILE)), ImagesLock.FILE);
    }

    /** The package of a module; fails unless its layout is sound and holds exactly the images of the lock. */
    public static PackedImages of(File module) throws IOException {
        PackedImages packed = unchecked(module);
        assertThat(LayoutCheck.check(packed.layout(), packed.upstreamLayers())).isEmpty();
        assertThat(packed.manifests().keySet()).isEqualTo(packed.aliases());
        return packed;
    }

    /** The package of a module whose layers are no tars and would not pass the check. */
    public static PackedImages unchecked(File module) throws IOException {
        return new PackedImages(module.toPath().resolve("target/imagepack"));
    }

    /** The directory of the layout. */
    public Path layout() {
        return output.resolve("images");
    }

    /** The names of the images, sorted. */
    public Set<String> aliases() {
        return lock.images().keySet().stream().map(Alias::value).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What the lock says of an image that is for one platform. */
    public ImagesLock.Image lock(String alias) {
        return (ImagesLock.Image) lock.images().get(new Alias(alias));
    }

    /** What the lock says of one platform of an image that is for several. */
    public ImagesLock.Image lock(String alias, String platform) {
        return ((ImagesLock.Platforms) lock.images().get(new Alias(alias)))
                .byPlatform()
                .get(Platform.parse(platform));
    }

    /** Where each layer of an image is, bottom first: {@code embed} or {@code upstream}. */
    public List<String> sources(String alias) {
        return lock(alias).layers().stream()
                .map(layer -> layer.source().name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** The text of {@code images.lock}. */
    public String lockText() throws IOException {
        return Files.readString(output.resolve(ImagesLock.FILE));
    }

    /** {@code pack-result.json}. */
    public JsonNode report() throws IOException {
        return JSON.readTree(Files.readAllBytes(output.resolve("pack-result.json")));
    }

    /** The digest of an image's manifest, or of its index of several platforms, as {@code index.json} has it. */
    public String manifestDigest(String alias) throws IOException {
        return manifests().get(alias);
    }

    /** The manifest of an image, or its index of several platforms. */
    public JsonNode manifest(String alias) throws IOException {
        return JSON.readTree(blob(manifestDigest(alias)));
    }

    /** The manifest of one platform of an image that is for several. */
    public JsonNode manifest(String alias, String platform) throws IOException {
        String digest = report().path("images")
                .path(alias)
                .path("byPlatform")
                .path(platform)
                .path("manifest")
                .asText();
        return JSON.readTree(blob(digest));
    }

    /** The configuration of one platform of an image that is for several. */
    public JsonNode config(String alias, String platform) throws IOException {
        return JSON.readTree(blob(lock(alias, platform).imageId().toString()));
    }

    /** The configuration of an image. */
    public JsonNode config(String alias) throws IOException {
        return JSON.readTree(blob(lock(alias).imageId().toString()));
    }

    /** A blob's bytes. */
    public byte[] blob(String digest) throws IOException {
        return Files.readAllBytes(layout().resolve("blobs").resolve(digest.replace(':', '/')));
    }

    /** The digests of all blobs that are in the layout. */
    public Set<String> blobs() throws IOException {
        try (var files = Files.list(layout().resolve("blobs/sha256"))) {
            return files.map(file -> "sha256:" + file.getFileName()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /**
     * The entries of a layer in the order of its tar, as {@code mode owner:group path}, with {@code -> target} after a
     * symbolic link, {@code = target} after a hard link and a slash at the end of a directory.
     *
     * @param position from the bottom, which is 0; from the top, which is -1, if negative
     */
    public List<String> layer(String alias, int position) throws IOException {
        List<String> lines = new ArrayList<>();
        try (TarArchiveInputStream tar = open(manifest(alias), position)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                lines.add(line(entry));
            }
        }
        return lines;
    }

    /** As {@link #layer}, without modes and owners: those of a checkout differ with the umask of whoever made it. */
    public List<String> paths(String alias, int position) throws IOException {
        return layer(alias, position).stream()
                .map(line -> line.split(" ", 3)[2])
                .toList();
    }

    /** The text of a file in a layer. */
    public String text(String alias, int position, String path) throws IOException {
        return text(open(manifest(alias), position), path);
    }

    private static String text(TarArchiveInputStream opened, String path) throws IOException {
        List<String> others = new ArrayList<>();
        try (TarArchiveInputStream tar = opened) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(path)) {
                    return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                }
                others.add(line(entry));
            }
        }
        throw new AssertionError(path + " is not in " + others);
    }

    /** The text of a file in a layer of one platform of an image that is for several. */
    public String text(String alias, String platform, int position, String path) throws IOException {
        return text(open(manifest(alias, platform), position), path);
    }

    /** Fails unless the foreign programs that are installed take every image of the layout. */
    public void hearJudges() throws Throwable {
        Path scratch = Files.createTempDirectory(output, "judges");
        for (String alias : aliases()) {
            Map<Platform, Digest> platforms = platforms(alias);
            Judges.hear(
                    platforms.isEmpty()
                            ? Judges.ofLayout(layout(), alias, scratch)
                            : Judges.ofPlatforms(layout(), alias, platforms, scratch));
        }
    }

    /** The manifests of an image that is for several platforms; empty for any other one. */
    private Map<Platform, Digest> platforms(String alias) throws IOException {
        Map<Platform, Digest> manifests = new TreeMap<>();
        report().path("images")
                .path(alias)
                .path("byPlatform")
                .properties()
                .forEach(field -> manifests.put(
                        Platform.parse(field.getKey()),
                        Digest.parse(field.getValue().path("manifest").asText())));
        return manifests;
    }

    private static String line(TarArchiveEntry entry) {
        String link = entry.isSymbolicLink() ? " -> " : entry.isLink() ? " = " : "";
        return String.format(
                Locale.ROOT,
                "%04o %d:%d %s%s%s",
                entry.getMode() & 07777,
                entry.getLongUserId(),
                entry.getLongGroupId(),
                entry.getName(),
                link,
                entry.getLinkName());
    }

    private TarArchiveInputStream open(JsonNode manifest, int position) throws IOException {
        JsonNode layers = manifest.path("layers");
        JsonNode layer = layers.path(position < 0 ? layers.size() + position : position);
        InputStream blob = new ByteArrayInputStream(blob(layer.path("digest").asText()));
        String mediaType = layer.path("mediaType").asText();
        return new TarArchiveInputStream(
                mediaType.endsWith("+gzip")
                        ? new GZIPInputStream(blob)
                        : mediaType.endsWith("+zstd") ? new ZstdInputStream(blob) : blob);
    }

    private Map<String, String> manifests() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        JsonNode index = JSON.readTree(Files.readAllBytes(layout().resolve("index.json")));
        for (JsonNode entry : index.path("manifests")) {
            String alias = entry.path("annotations")
                    .path("org.opencontainers.image.ref.name")
                    .asText();
            digests.put(alias, entry.path("digest").asText());
        }
        return digests;
    }

    private Set<Digest> upstreamLayers() {
        return lock.images().values().stream()
                .flatMap(entry -> entry.images().stream())
                .flatMap(image -> image.layers().stream())
                .filter(layer -> layer.source() == LayerSource.UPSTREAM)
                .map(ImagesLock.Layer::digest)
                .collect(Collectors.toSet());
    }
}
