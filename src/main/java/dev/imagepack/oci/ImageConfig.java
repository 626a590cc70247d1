package dev.imagepack.oci;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An image's configuration: the bytes as they are, for their digest is the image ID, and what they say (image-spec, config.md).
 */
public final class ImageConfig {

    /** What an image says of one build or one container on one machine, and what is decided anew for every image. */
    private static final Set<String> NOT_INHERITED = Set.of(
            "architecture",
            "os",
            "os.version",
            "variant",
            "config",
            "rootfs",
            "history",
            "created",
            "author",
            "comment",
            "container",
            "container_config",
            "docker_version",
            "id",
            "parent",
            "parent_id",
            "layer_id",
            "checksum",
            "throwaway",
            "Size",
            "size",
            "moby.buildkit.cache.v0",
            "moby.buildkit.buildinfo.v1");

    /** What Docker's classic builder says of the container it worked in. */
    private static final Set<String> OF_ONE_CONTAINER = Set.of(
            "Hostname",
            "Domainname",
            "Image",
            "MacAddress",
            "AttachStdin",
            "AttachStdout",
            "AttachStderr",
            "Tty",
            "OpenStdin",
            "StdinOnce",
            "PublishService",
            "VolumeDriver");

    /** Means something on Windows only; Docker sets it everywhere. */
    private static final String ARGS_ESCAPED = "ArgsEscaped";

    /** The line of a layer, usually of a base image, that came without one. */
    private static final String NO_HISTORY = "layer without a history";

    private static final String UNIX_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String WINDOWS_PATH = "c:\\Windows\\System32;c:\\Windows";

    private final byte[] bytes;
    private final Digest id;
    private final Platform platform;
    private final List<DiffId> diffIds;
    private final List<History> history;
    private final ContainerConfig container;
    private final Optional<Instant> created;
    private final String author;
    private final SortedMap<String, String> inheritable;

    private ImageConfig(byte[] bytes, Fields fields, Platform platform, List<DiffId> diffIds) {
        this.bytes = bytes.clone();
        this.id = Digest.of(bytes);
        this.platform = platform;
        this.diffIds = List.copyOf(diffIds);
        this.history = HistoryExport.read(fields);
        SortedMap<String, String> members = Json.members(bytes, Documents.LARGEST, "configuration " + id);
        this.container = container(fields, members);
        this.created = fields.parsed("created", Rfc3339::parse);
        this.author = fields.text("author").orElse("");
        this.inheritable = new TreeMap<>(members);
        this.inheritable.keySet().removeAll(NOT_INHERITED);
    }

    private static ContainerConfig container(Fields fields, SortedMap<String, String> members) {
        return fields.object("config")
                .map(config -> ContainerConfigJson.read(
                        config,
                        Json.members(
                                members.get("config").getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE, "config")))
                .orElse(ContainerConfig.EMPTY);
    }

    /** Reads a configuration of at most 4 MiB; ImagepackException names what is missing or wrong. The bytes are kept. */
    public static ImageConfig parse(byte[] bytes) {
        return read(bytes, Documents.open(bytes, "configuration")).orElseThrow();
    }

    /** The configuration that the object says, unless something that cannot be done without is wrong; every fault is a complaint. */
    static Optional<ImageConfig> read(byte[] bytes, Fields fields) {
        Optional<Platform> platform = Platform.read(fields);
        Optional<List<DiffId>> diffIds = fields.requiredObject("rootfs").flatMap(ImageConfig::diffIds);
        return platform.isPresent() && diffIds.isPresent()
                ? Optional.of(new ImageConfig(bytes, fields, platform.get(), diffIds.get()))
                : Optional.empty();
    }

    /** Some engines write null for the list of an image without layers. */
    private static Optional<List<DiffId>> diffIds(Fields rootfs) {
        if (!rootfs.text("type").orElse("").equals("layers")) {
            rootfs.complain("type is not \"layers\"");
        }
        if (!rootfs.node().has("diff_ids")) {
            rootfs.complain("diff_ids is missing");
        }
        List<DiffId> diffIds = new ArrayList<>();
        List<String> texts = rootfs.texts("diff_ids").orElse(List.of());
        for (String text : texts) {
            rootfs.understood("diff_ids", text, DiffId::parse).ifPresent(diffIds::add);
        }
        return diffIds.size() == rootfs.node().path("diff_ids").size() ? Optional.of(diffIds) : Optional.empty();
    }

    /**
     * What an image without a base begins with: no layers, the working directory {@code /} and the platform's usual
     * {@code PATH}, as BuildKit has it for {@code FROM scratch}. It has no time.
     */
    public static ImageConfig empty(Platform platform) {
        ContainerConfig container = ContainerConfig.EMPTY.with(
                config -> config.env("PATH", platform.os().equals("windows") ? WINDOWS_PATH : UNIX_PATH)
                        .workingDir("/"));
        ObjectNode node = Json.object();
        platform.write(node);
        node.set("config", container.toNode());
        node.putArray("history");
        node.putObject("rootfs").put("type", "layers").putArray("diff_ids");
        return parse(Json.bytes(node));
    }

    /** These settings as a stage upon an image begins with them: as in BuildKit not without {@code PATH}, except on Windows. */
    public static ContainerConfig withPath(ContainerConfig container, Platform platform) {
        return container.env("PATH").isPresent() || platform.os().equals("windows")
                ? container
                : container.with(config -> config.env("PATH", UNIX_PATH));
    }

    /**
     * Puts a new configuration together in canonical form (compact JSON, keys sorted, {@code <>&} escaped): {@code base}'s
     * top-level keys that are not known here and not about one build only, then what is given here, except what Docker's
     * classic builder says of the container it worked in. {@code created} becomes the time of the image and of the lines
     * that have a layer and no time; further lines take the time of their neighbours. The history is brought to as many
     * layers as there are diff IDs, as BuildKit's exporter does it: missing lines are appended, surplus ones at the end
     * lose their layer.
     */
    public static ImageConfig assemble(
            Optional<ImageConfig> base,
            Platform platform,
            ContainerConfig container,
            List<DiffId> diffIds,
            List<History> history,
            Instant created,
            String author) {
        ObjectNode node = Json.object();
        base.ifPresent(from -> from.inheritable.forEach((key, json) -> node.set(key, Json.raw(json))));
        platform.write(node);
        node.set("config", withoutContainer(container, platform).toNode());
        node.put("created", Rfc3339.format(created));
        if (!author.isEmpty()) {
            node.put("author", author);
        }
        HistoryExport.LayerRecord made = new HistoryExport.LayerRecord(NO_HISTORY, Optional.of(created));
        List<History> lines = HistoryExport.normalize(
                diffIds.size(), history, Optional.of(Collections.nCopies(diffIds.size(), made)));
        return parse(HistoryExport.patch(Json.bytes(node), diffIds, lines, Optional.empty()));
    }

    private static ContainerConfig withoutContainer(ContainerConfig config, Platform platform) {
        return config.with(change -> {
            OF_ONE_CONTAINER.forEach(change::noUnknown);
            if (!platform.os().equals("windows")) {
                change.noUnknown(ARGS_ESCAPED);
            }
        });
    }

    /** One that differs only in having no triggers of ONBUILD: itself, where there are none. */
    public ImageConfig withoutTriggers() {
        if (container.onBuild().isEmpty()) {
            return this;
        }
        ObjectNode node = Json.object();
        Json.members(bytes, Documents.LARGEST, toString()).forEach((key, json) -> node.set(key, Json.raw(json)));
        node.set("config", container.with(change -> change.onBuild(List.of())).toNode());
        return parse(Json.bytes(node));
    }

    /** The original bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The digest of the bytes: the image ID. */
    public Digest id() {
        return id;
    }

    /** The blob of these bytes, as a manifest names it. */
    public Descriptor descriptor() {
        return new Descriptor(MediaType.CONFIG, id, bytes.length);
    }

    /** What containers of the image run on. */
    public Platform platform() {
        return platform;
    }

    /** Bottom first. */
    public List<DiffId> diffIds() {
        return diffIds;
    }

    /** Oldest first. */
    public List<History> history() {
        return history;
    }

    /** How a container runs; {@link ContainerConfig#EMPTY} where nothing is said. */
    public ContainerConfig container() {
        return container;
    }

    /** When the image was made, if it says so. */
    public Optional<Instant> created() {
        return created;
    }

    /** Empty if unknown. */
    public String author() {
        return author;
    }

    /** Two configurations are equal when their bytes are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ImageConfig config && id.equals(config.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "configuration " + id;
    }
}
