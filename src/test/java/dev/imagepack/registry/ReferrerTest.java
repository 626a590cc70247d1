package dev.imagepack.registry;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.ImageManifest;
import dev.imagepack.oci.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Manifests about another one, pushed to registries that list them and to those that do not. */
class ReferrerTest {

    private static final Repository TARGET = new Repository("registry.example", "team/app");
    private static final byte[] EMPTY = "{}".getBytes();
    private static final Descriptor CONFIG =
            new Descriptor("application/vnd.oci.empty.v1+json", Digest.of(EMPTY), EMPTY.length);
    private static final Digest SUBJECT = Digest.of("an image".getBytes());
    private static final String TAG = "sha256-" + SUBJECT.hex();
    private static final String SBOM = "application/vnd.example.sbom.v1";

    private final MemoryRegistry registry = new MemoryRegistry();
    private final RepositoryWriter writer = new RepositoryWriter(registry, TARGET, new PushSession());

    @BeforeEach
    void store() {
        registry.blobs(TARGET.toString()).put(CONFIG.digest().toString(), EMPTY);
    }

    private static ImageManifest artifact(Optional<String> type, String format) {
        SortedMap<String, String> annotations = new TreeMap<>();
        annotations.put("org.example.format", format);
        Descriptor subject = new Descriptor(MediaType.MANIFEST, SUBJECT, 500);
        return new ImageManifest(MediaType.MANIFEST, CONFIG, List.of(), annotations, type, Optional.of(subject));
    }

    private Digest push(ImageManifest manifest) throws IOException {
        byte[] bytes = manifest.toBytes();
        Descriptor descriptor = new Descriptor(MediaType.MANIFEST, Digest.of(bytes), bytes.length);
        writer.tag(descriptor, bytes, "about-it");
        return descriptor.digest();
    }

    private ImageIndex list() {
        return ImageIndex.parse(registry.manifest(TARGET.toString(), TAG).orElseThrow());
    }

    @Test
    void aListIsBegunWhereTheRegistryKeepsNone() throws IOException {
        Digest pushed = push(artifact(Optional.of(SBOM), "json"));
        assertThat(list().mediaType()).isEqualTo(MediaType.INDEX);
        assertThat(list().manifests()).singleElement().satisfies(entry -> {
            assertThat(entry.digest()).isEqualTo(pushed);
            assertThat(entry.mediaType()).isEqualTo(MediaType.MANIFEST);
            assertThat(entry.artifactType()).contains(SBOM);
            assertThat(entry.annotations()).containsEntry("org.example.format", "json");
        });
        assertThat(registry.requests())
                .containsExactly(
                        "PUT registry.example/team/app manifests/about-it",
                        "GET registry.example/team/app manifests/" + TAG,
                        "PUT registry.example/team/app manifests/" + TAG);
    }

    @Test
    void aListThatIsThereGrowsAndHoldsEachOnce() throws IOException {
        Digest first = push(artifact(Optional.of(SBOM), "json"));
        Digest second = push(artifact(Optional.of(SBOM), "xml"));
        push(artifact(Optional.of(SBOM), "json"));
        assertThat(list().manifests()).extracting(Descriptor::digest).containsExactly(first, second);
    }

    @Test
    void whatSaysNoTypeIsOfTheTypeOfItsConfiguration() throws IOException {
        push(artifact(Optional.empty(), "json"));
        assertThat(list().manifests())
                .extracting(Descriptor::artifactType)
                .containsExactly(Optional.of(CONFIG.mediaType()));
    }

    @Test
    void aRegistryThatKeepsTheListItselfIsLeftToIt() throws IOException {
        registry.withReferrers();
        push(artifact(Optional.of(SBOM), "json"));
        assertThat(registry.requests()).containsExactly("PUT registry.example/team/app manifests/about-it");
    }

    @Test
    void anIndexMayBeAboutAnImageToo() throws IOException {
        byte[] bytes = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.INDEX + "\",\"manifests\":[],\"subject\":{"
                        + "\"mediaType\":\"" + MediaType.MANIFEST + "\",\"digest\":\"" + SUBJECT + "\",\"size\":500}}")
                .getBytes();
        writer.put(new Descriptor(MediaType.INDEX, Digest.of(bytes), bytes.length), bytes);
        assertThat(list().manifests()).singleElement().satisfies(entry -> {
            assertThat(entry.mediaType()).isEqualTo(MediaType.INDEX);
            assertThat(entry.artifactType()).isEmpty();
        });
    }

    @Test
    void somethingElseUnderTheTagOfTheListIsAFault() throws IOException {
        byte[] other = artifact(Optional.empty(), "other").toBytes();
        registry.manifest(TARGET.toString(), TAG, other);
        assertThatThrownBy(() -> push(artifact(Optional.of(SBOM), "json")))
                .isInstanceOf(RegistryFault.class)
                .hasMessageContaining("registry.example/team/app:" + TAG + ": is no list of what refers to " + SUBJECT);
        assertThat(registry.manifest(TARGET.toString(), TAG)).contains(other);
    }
}
