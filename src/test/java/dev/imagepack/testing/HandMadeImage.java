package dev.imagepack.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An image of one uncompressed layer whose every byte is written by hand, with none of the code that it serves to test:
 * an OCI layout with compact JSON and sorted keys, and the same as an archive that engines load.
 *
 * @param name the full reference under which an engine knows the image
 * @param alias the reference name of the image in the layout
 * @param config the bytes of the image configuration; their digest is the image ID
 * @param manifest the bytes of the manifest
 * @param layer the path of the layer's blob
 * @param files every file of the layout by its path: {@code oci-layout}, {@code index.json}, the blobs, and
 *     {@code manifest.json} for engines that read no layout
 */
public record HandMadeImage(
        String name, String alias, String config, String manifest, String layer, Map<String, byte[]> files) {

    private static final String OCI = "application/vnd.oci.image.";

    public HandMadeImage {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** One file, two labels and an entrypoint that is not there: the smallest image that every tool takes. */
    public static HandMadeImage minimal() {
        byte[] layer = new HandMadeTar()
                .directory("etc/")
                .directory("etc/app/")
                .file("etc/app/config.yaml", 0644, utf8("port: 8080\n"))
                .bytes();
        String run = "{\"Entrypoint\":[\"/usr/local/bin/myapp\"],\"Labels\":{\"a\":\"1\",\"b\":\"2\"}}";
        return of("fztest/app", layer, run, "files etc/app");
    }

    /** One file, and instructions for whatever is built upon it. */
    public static HandMadeImage triggering(String... instructions) {
        byte[] layer = new HandMadeTar().file("base", 0644, utf8("base\n")).bytes();
        return of("fztest/trigger", layer, "{\"OnBuild\":" + json(instructions) + "}", "file base");
    }

    private static String json(String... texts) {
        return Stream.of(texts)
                .map(text -> text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                .collect(Collectors.joining("\",\"", "[\"", "\"]"));
    }

    /** An image that holds one static program, as {@code /bin/NAME}, and runs it. */
    public static HandMadeImage holding(Path program) throws IOException {
        String path = "bin/" + program.getFileName();
        byte[] layer = new HandMadeTar()
                .directory("bin/")
                .file(path, 0755, Files.readAllBytes(program))
                .bytes();
        return of("fztest/program", layer, "{\"Entrypoint\":[\"/" + path + "\"]}", "files bin");
    }

    /**
     * One static program, busybox, which is the shell too, among the directories and empty files that engines mount
     * something upon while commands run: no trace of that can be seen in an image built on this one.
     *
     * @param triggers instructions for whatever is built upon it
     */
    public static HandMadeImage system(Path busybox, String... triggers) throws IOException {
        byte[] program = Files.readAllBytes(busybox);
        HandMadeTar layer = new HandMadeTar()
                .directory("bin/")
                .file("bin/busybox", 0755, program)
                .file("bin/sh", 0755, program);
        for (String directory : List.of("dev/", "etc/", "proc/", "run/", "sys/")) {
            layer.directory(directory);
        }
        for (String file : List.of("etc/hostname", "etc/hosts", "etc/resolv.conf")) {
            layer.file(file, 0644, new byte[0]);
        }
        String onBuild = triggers.length == 0 ? "" : ",\"OnBuild\":" + json(triggers);
        return of("fztest/system", layer.bytes(), "{\"Env\":[\"PATH=/bin\"]" + onBuild + "}", "files");
    }

    private static HandMadeImage of(String repository, byte[] layer, String run, String createdBy) {
        String config = config(sha256(layer), run, createdBy);
        String manifest = manifest(config, layer);
        String alias = "v1";
        String name = "docker.io/" + repository + ":" + alias;
        Map<String, byte[]> files = new TreeMap<>();
        files.put("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
        files.put("index.json", utf8(index(name, alias, manifest)));
        files.put("manifest.json", utf8(dockerView(repository + ":" + alias, config, layer)));
        files.put(blob(layer), layer);
        files.put(blob(utf8(config)), utf8(config));
        files.put(blob(utf8(manifest)), utf8(manifest));
        return new HandMadeImage(name, alias, config, manifest, blob(layer), files);
    }

    private static String config(String diffId, String run, String createdBy) {
        String time = "\"created\":\"1970-01-01T00:00:00Z\"";
        return "{\"architecture\":\"amd64\",\"config\":" + run + "," + time
                + ",\"history\":[{" + time + ",\"created_by\":\"" + createdBy + "\"}]"
                + ",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"" + diffId + "\"],\"type\":\"layers\"}}";
    }

    private static String manifest(String config, byte[] layer) {
        return "{\"config\":{" + described(utf8(config), OCI + "config.v1+json") + "}"
                + ",\"layers\":[{" + described(layer, OCI + "layer.v1.tar") + "}]"
                + ",\"mediaType\":\"" + OCI + "manifest.v1+json\",\"schemaVersion\":2}";
    }

    private static String index(String name, String alias, String manifest) {
        String annotations = "\"annotations\":{\"io.containerd.image.name\":\"" + name
                + "\",\"org.opencontainers.image.ref.name\":\"" + alias + "\"}";
        String platform = "\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"},\"size\"";
        String described = described(utf8(manifest), OCI + "manifest.v1+json").replace("\"size\"", platform);
        return "{\"manifests\":[{" + annotations + "," + described + "}]" + ",\"mediaType\":\"" + OCI
                + "index.v1+json\",\"schemaVersion\":2}";
    }

    private static String dockerView(String tag, String config, byte[] layer) {
        return "[{\"Config\":\"" + blob(utf8(config)) + "\",\"Layers\":[\"" + blob(layer) + "\"],\"RepoTags\":[\"" + tag
                + "\"]}]";
    }

    private static String described(byte[] content, String mediaType) {
        return "\"digest\":\"" + sha256(content) + "\",\"mediaType\":\"" + mediaType + "\",\"size\":" + content.length;
    }

    private static String blob(byte[] content) {
        return "blobs/" + sha256(content).replace(':', '/');
    }

    /** This image with another content of one of its files; nothing else follows the change. */
    public HandMadeImage with(String path, byte[] content) {
        Map<String, byte[]> changed = new TreeMap<>(files);
        changed.put(path, content);
        return new HandMadeImage(name, alias, config, manifest, layer, changed);
    }

    /** This image with one byte of its layer flipped, in the only file, under the old digest. */
    public HandMadeImage withDamagedLayer() {
        byte[] content = files.get(layer).clone();
        int endOfTar = 2 * 512;
        content[content.length - endOfTar - 512] ^= 1;
        return with(layer, content);
    }

    /** The digest of the configuration. */
    public String imageId() {
        return sha256(utf8(config));
    }

    /** Writes the layout into {@code directory} and returns it. */
    public Path layout(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return directory;
    }

    /** Writes the same files as a tar and returns it. */
    public Path archive(Path file) throws IOException {
        HandMadeTar tar = new HandMadeTar().directory("blobs/").directory("blobs/sha256/");
        files.forEach((path, content) -> tar.file(path, 0644, content));
        return Files.write(file, tar.bytes());
    }

    /** The digest of some bytes, computed by the JDK. */
    public static String sha256(byte[] content) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return "sha256:" + HexFormat.of().formatHex(sha256.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
