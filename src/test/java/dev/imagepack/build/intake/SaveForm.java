package dev.imagepack.build.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import dev.imagepack.image.SampleImage;
import dev.imagepack.oci.Digest;

/** What engines of different ages and stores answer when they are asked for images: {@code GET /images/get}. */
public enum SaveForm {
    /** Docker before 25: a directory for each layer, all sorted by name, a layer that was there before as a link. */
    DOCKER_20 {
        @Override
        void add(SampleImage image, Save save) {
            String parent = "";
            String chain = "";
            for (SampleImage.Layer layer : image.layers()) {
                chain = chain.isEmpty() ? layer.diffId().toString() : hash(utf8(chain + " " + layer.diffId()));
                boolean top = save.files(image).size() == image.layers().size() - 1;
                String id = v1Id(chain, parent, top);
                save.layer(image, id + "/layer.tar", layer);
                save.entries.put(id + "/VERSION", utf8("1.0"));
                save.entries.put(id + "/json", utf8(v1Json(id, parent)));
                parent = id;
            }
            String name = hex(image.config()) + ".json";
            save.entries.put(name, image.config());
            save.list(image, name);
        }

        @Override
        Map<String, byte[]> ordered(Save save) {
            Map<String, byte[]> sorted = new TreeMap<>(save.entries);
            sorted.put("repositories", utf8("{}"));
            return sorted;
        }
    },
    /** Docker since 25 with its classic store: plain layers among the blobs, by their diff IDs. */
    DOCKER_25 {
        @Override
        void add(SampleImage image, Save save) {
            for (SampleImage.Layer layer : image.layers()) {
                save.layer(image, "blobs/sha256/" + layer.diffId().hex(), layer);
                byte[] legacy = utf8("{\"created\":\"1970-01-01T00:00:00Z\",\"layer_id\":\"" + layer.diffId() + "\"}");
                save.blob(legacy);
            }
            save.blob(image.config());
            save.list(image, "blobs/sha256/" + hex(image.config()));
        }
    },
    /** Docker with containerd's store: blobs as a registry has them, an index that lists what is not here. */
    CONTAINERD {
        @Override
        void add(SampleImage image, Save save) {
            for (SampleImage.Layer layer : image.layers()) {
                save.stored(image, layer);
            }
            save.blob(image.config());
            save.blob(image.manifest());
            save.blob(index(image));
            save.list(image, "blobs/sha256/" + hex(image.config()));
        }
    },
    /** Podman: layers in order, then the configuration, then links to the layers. */
    PODMAN {
        @Override
        void add(SampleImage image, Save save) {
            for (SampleImage.Layer layer : image.layers()) {
                save.layer(image, layer.diffId().hex() + ".tar", layer);
            }
            save.entries.put(hex(image.config()) + ".json", image.config());
            save.list(image, hex(image.config()) + ".json");
        }

        @Override
        Map<String, byte[]> ordered(Save save) {
            Map<String, byte[]> all = new LinkedHashMap<>(save.entries);
            save.entries.keySet().stream()
                    .filter(name -> name.endsWith(".tar"))
                    .forEach(name -> all.put(hex(utf8(name)) + "/layer.tar", utf8("-> ../" + name)));
            return all;
        }
    };

    /** The files of a stream to be. */
    static final class Save {
        final Map<String, byte[]> entries = new LinkedHashMap<>();
        private final Map<SampleImage, List<String>> files = new LinkedHashMap<>();
        private final List<Object> list = new ArrayList<>();

        List<String> files(SampleImage image) {
            return files.computeIfAbsent(image, unseen -> new ArrayList<>());
        }

        void blob(byte[] bytes) {
            entries.put("blobs/sha256/" + hex(bytes), bytes);
        }

        void stored(SampleImage image, SampleImage.Layer layer) {
            blob(layer.stored());
            files(image).add("blobs/sha256/" + hex(layer.stored()));
        }

        /** A layer whose content is there under another name becomes a link. */
        void layer(SampleImage image, String name, SampleImage.Layer layer) {
            String first = entries.entrySet().stream()
                    .filter(entry -> Arrays.equals(entry.getValue(), layer.plain()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(name);
            entries.putIfAbsent(name, first.equals(name) ? layer.plain() : utf8("-> ../" + first));
            files(image).add(name);
        }

        void list(SampleImage image, String config) {
            list.add(Map.of("Config", config, "RepoTags", List.of(), "Layers", files(image)));
        }
    }

    abstract void add(SampleImage image, Save save);

    Map<String, byte[]> ordered(Save save) {
        Map<String, byte[]> all = new LinkedHashMap<>(new TreeMap<>(save.entries));
        all.put("index.json", utf8("{\"schemaVersion\":2,\"manifests\":[]}"));
        return all;
    }

    /** The files of these images, {@code manifest.json} near the end; the content of a link begins with an arrow. */
    Map<String, byte[]> files(SampleImage... images) {
        Save save = new Save();
        for (SampleImage image : images) {
            add(image, save);
        }
        Map<String, byte[]> all = new LinkedHashMap<>(ordered(save));
        byte[] last = all.remove("repositories");
        try {
            all.put("manifest.json", new ObjectMapper().writeValueAsBytes(save.list));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (last != null) {
            all.put("repositories", last);
        }
        return all;
    }

    /** The whole stream. */
    public byte[] of(SampleImage... images) {
        return tar(files(images));
    }

    /** What such an engine calls an image. */
    public Digest id(SampleImage image) {
        return this == CONTAINERD ? Digest.of(index(image)) : Digest.of(image.config());
    }

    static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(files, bytes);
        return bytes.toByteArray();
    }

    /** Writes the files' tar, and closes the stream. */
    static void write(Map<String, byte[]> files, OutputStream out) {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, 512)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                String text = new String(
                        file.getValue(), 0, Math.min(3, file.getValue().length), StandardCharsets.ISO_8859_1);
                boolean link = text.equals("-> ");
                TarArchiveEntry entry = link
                        ? new TarArchiveEntry(file.getKey(), TarConstants.LF_SYMLINK)
                        : new TarArchiveEntry(file.getKey());
                if (link) {
                    entry.setLinkName(new String(file.getValue(), StandardCharsets.UTF_8).substring(3));
                } else {
                    entry.setSize(file.getValue().length);
                }
                tar.putArchiveEntry(entry);
                if (!link) {
                    tar.write(file.getValue());
                }
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another platform, and a statement, whose manifests are not here. */
    private static byte[] index(SampleImage image) {
        String type = "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"";
        return utf8("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":["
                + type + "sha256:" + "1".repeat(64)
                + "\",\"size\":5,\"platform\":{\"os\":\"linux\",\"architecture\":\"s390x\"}},"
                + type + Digest.of(image.manifest()) + "\",\"size\":" + image.manifest().length
                + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}},"
                + type + "sha256:" + "2".repeat(64)
                + "\",\"size\":5,\"platform\":{\"os\":\"unknown\",\"architecture\":\"unknown\"},"
                + "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"}}]}");
    }

    private static final String CONTAINER = "\"container_config\":{\"Hostname\":\"\",\"Env\":null,\"Cmd\":null}";

    /** As the engine hashes it: keys sorted, without what it adds afterwards. */
    private static String v1Id(String chain, String parent, boolean top) {
        return hash(utf8("{" + CONTAINER + ",\"created\":\"1970-01-01T00:00:00Z\",\"layer_id\":\"" + chain + "\""
                        + (top ? ",\"os\":\"linux\"" : "")
                        + (parent.isEmpty() ? "" : ",\"parent\":\"sha256:" + parent + "\"")
                        + "}"))
                .substring("sha256:".length());
    }

    private static String v1Json(String id, String parent) {
        return "{\"id\":\"" + id + "\"," + (parent.isEmpty() ? "" : "\"parent\":\"" + parent + "\",")
                + "\"created\":\"1970-01-01T00:00:00Z\"," + CONTAINER + ",\"os\":\"linux\"}";
    }

    static String hash(byte[] bytes) {
        return Digest.of(bytes).toString();
    }

    static String hex(byte[] bytes) {
        return Digest.of(bytes).hex();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
