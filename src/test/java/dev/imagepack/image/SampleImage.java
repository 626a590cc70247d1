package dev.imagepack.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.io.Content;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarWriter;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/**
 * A small image made for a test: real tars, a real configuration, a real manifest.
 *
 * @param platform what it says it runs on
 * @param layers bottom first
 */
public record SampleImage(Platform platform, List<Layer> layers) {

    public SampleImage {
        layers = List.copyOf(layers);
    }

    /** An image for linux/amd64. */
    public static SampleImage of(Layer... layers) {
        return new SampleImage(Platform.LINUX_AMD64, Arrays.asList(layers));
    }

    /**
     * A layer with its bytes.
     *
     * @param plain the tar
     * @param stored the blob
     */
    public record Layer(byte[] plain, byte[] stored, String mediaType) {

        /** A plain tar with one file. */
        public static Layer plain(String path, String content) {
            byte[] tar = tar(path, content);
            return new Layer(tar, tar, MediaType.LAYER);
        }

        /** A gzip-compressed tar with one file. */
        public static Layer gzip(String path, String content) {
            byte[] tar = tar(path, content);
            return new Layer(tar, gzip(tar), MediaType.LAYER_GZIP);
        }

        private static byte[] tar(String path, String content) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(out)) {
                tar.write(TarEntry.file(path, 0644, bytes.length), Content.of(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }

        static byte[] gzip(byte[] bytes) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toByteArray();
        }

        /** What the plain tar hashes to. */
        public DiffId diffId() {
            return DiffId.parse(Digest.of(plain).toString());
        }

        /** Its blob. */
        public Descriptor descriptor() {
            return new Descriptor(mediaType, Digest.of(stored), stored.length);
        }
    }

    /** The configuration's bytes. */
    public byte[] config() {
        ObjectNode json =
                Json.object().put("architecture", platform.architecture()).put("os", platform.os());
        platform.variant().ifPresent(variant -> json.put("variant", variant));
        json.putObject("config").putArray("Cmd").add("/run");
        ObjectNode rootfs = json.putObject("rootfs").put("type", "layers");
        List<String> diffIds =
                layers.stream().map(layer -> layer.diffId().toString()).toList();
        rootfs.set("diff_ids", Json.texts(diffIds));
        return Json.bytes(json);
    }

    /** The configuration's blob. */
    public Descriptor configDescriptor() {
        return new Descriptor(MediaType.CONFIG, Digest.of(config()), config().length);
    }

    /** The manifest's bytes. */
    public byte[] manifest() {
        return new ImageManifest(
                        MediaType.MANIFEST,
                        configDescriptor(),
                        layers.stream().map(Layer::descriptor).toList(),
                        new TreeMap<>())
                .toBytes();
    }

    /** The manifest's blob. */
    public Descriptor manifestDescriptor() {
        return new Descriptor(MediaType.MANIFEST, Digest.of(manifest()), manifest().length);
    }

    /** All its blobs: manifest, configuration, layers. */
    public List<byte[]> blobs() {
        List<byte[]> blobs = new ArrayList<>(List.of(manifest(), config()));
        layers.forEach(layer -> blobs.add(layer.stored()));
        return blobs;
    }

    /** The image as a build leaves it, with its lowest {@code upstream} layers upstream. */
    public BuiltImage built(String alias, String upstream, int upstreamLayers) {
        List<dev.imagepack.image.Layer> all = new ArrayList<>();
        for (Layer layer : layers) {
            LayerSource source = all.size() < upstreamLayers ? LayerSource.UPSTREAM : LayerSource.EMBED;
            all.add(new dev.imagepack.image.Layer(layer.diffId(), layer.descriptor(), source));
        }
        return new BuiltImage(new Alias(alias), List.of(), platform, configDescriptor(), all, upstream);
    }

    /** The image as a build leaves it, with nothing upstream. */
    public BuiltImage built(String alias) {
        return built(alias, "", 0);
    }
}
