package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.imagepack.image.BaseImage;
import dev.imagepack.image.SampleTar;
import dev.imagepack.image.SavedImage;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.MediaType;
import dev.imagepack.oci.Platform;

/** An archive of an image of a layout that every engine loads: plain layers, the configuration byte for byte. */
final class EngineArchive {

    private EngineArchive() {}

    /**
     * @param name that the engine will know it by
     * @return the image's layers
     */
    static List<DiffId> write(BaseImage.Saved base, Platform platform, String name, Path archive) throws IOException {
        try (SavedImage image = SavedImage.open(base.path(), base.name(), platform);
                SampleTar tar = new SampleTar(archive)) {
            List<String> layers = new ArrayList<>();
            for (int i = 0; i < image.layers().size(); i++) {
                String mediaType = image.layers().get(i).mediaType();
                try (InputStream plain =
                        Compression.decompress(image.openLayer(i), MediaType.compressionOf(mediaType))) {
                    tar.file(i + ".tar", plain.readAllBytes());
                }
                layers.add(i + ".tar");
            }
            tar.file("config.json", image.config().bytes());
            List<?> manifest = List.of(Map.of("Config", "config.json", "RepoTags", List.of(name), "Layers", layers));
            tar.file("manifest.json", new ObjectMapper().writeValueAsBytes(manifest));
            return image.config().diffIds();
        }
    }
}
