package dev.imagepack.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.Documents;
import dev.imagepack.oci.ImageIndex;
import dev.imagepack.oci.Json;
import dev.imagepack.oci.MediaType;

/**
 * A manifest with a {@code subject}: it says something about another one, as signatures and bills of materials do. Where a
 * registry does not list these itself, whoever pushes them keeps the list: an index under a tag that is made of the
 * subject's digest (distribution specification 1.1, "Referrers Tag Schema").
 *
 * @param subject what it is about
 * @param entry how the list names it
 */
record Referrer(Digest subject, Descriptor entry) {

    /** A tag has no more room than this for the digits. */
    private static final int MOST_DIGITS = 64;

    /** What a manifest or an index is about; empty for most. */
    static Optional<Referrer> of(Descriptor manifest, byte[] bytes) {
        JsonNode document = Json.parseObject(bytes, Documents.LARGEST, "manifest " + manifest.digest());
        JsonNode subject = document.path("subject").path("digest");
        return subject.isTextual()
                ? Optional.of(new Referrer(Digest.parse(subject.textValue()), entry(manifest, document)))
                : Optional.empty();
    }

    /** With all its annotations, and the type of what it holds. */
    private static Descriptor entry(Descriptor manifest, JsonNode document) {
        SortedMap<String, String> annotations = new TreeMap<>();
        document.path("annotations")
                .properties()
                .forEach(field ->
                        annotations.put(field.getKey(), field.getValue().asText()));
        Optional<String> type = text(document.path("artifactType"))
                .or(() -> text(document.path("config").path("mediaType")));
        return new Descriptor(
                manifest.mediaType(),
                manifest.digest(),
                manifest.size(),
                annotations,
                Optional.empty(),
                type,
                List.of(),
                Optional.empty());
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.of(node.asText()).filter(text -> !text.isEmpty());
    }

    /** Where the list is. */
    String tag() {
        String digits = subject.hex();
        return subject.algorithm() + "-" + digits.substring(0, Math.min(digits.length(), MOST_DIGITS));
    }

    /**
     * The list with this one in it, too; empty when it has it.
     *
     * @throws dev.imagepack.ImagepackException when that is no list
     */
    Optional<ImageIndex> addedTo(Optional<Document> list) {
        ImageIndex old = list.map(document -> ImageIndex.parse(document.bytes(), MediaType.INDEX))
                .orElseGet(() -> ImageIndex.of(List.of()));
        if (old.manifests().stream().anyMatch(known -> known.digest().equals(entry.digest()))) {
            return Optional.empty();
        }
        List<Descriptor> entries = new ArrayList<>(old.manifests());
        entries.add(entry);
        return Optional.of(new ImageIndex(MediaType.INDEX, entries, old.annotations()));
    }
}
