package dev.imagepack.cache;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;

/**
 * What the record of an image keeps alive.
 *
 * @param record its file
 * @param slot whose it is
 * @param blobs what its result is made of, and what was downloaded for it
 * @param documents those of the derived documents' digests that it mentions anywhere
 */
record Claim(Inventory.Found record, Slot slot, Set<Digest> blobs, Set<Digest> documents) {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

    /**
     * What a record claims; empty when it cannot be read, for then it claims nothing.
     *
     * @param documents what derived documents there are about; records mention far more than need be remembered
     * @param stored the blobs that there are
     */
    static Optional<Claim> of(Inventory.Found file, Set<Digest> documents, Set<Digest> stored) {
        return CacheRecord.read(file.file())
                .map(record -> new Claim(file, record.slot(), blobs(record, stored), mentioned(record, documents)));
    }

    private static Set<Digest> blobs(CacheRecord record, Set<Digest> stored) {
        Set<Digest> blobs = mentionedInInputs(record, stored);
        record.blobs().forEach(blob -> blobs.add(blob.digest()));
        return blobs;
    }

    private static Set<Digest> mentioned(CacheRecord record, Set<Digest> documents) {
        Set<Digest> mentioned = mentionedInInputs(record, documents);
        addMentioned(record.result(), documents, mentioned);
        record.blobs().stream()
                .map(Descriptor::digest)
                .filter(documents::contains)
                .forEach(mentioned::add);
        return mentioned;
    }

    private static Set<Digest> mentionedInInputs(CacheRecord record, Set<Digest> known) {
        Set<Digest> mentioned = new HashSet<>();
        record.inputs().values().values().forEach(value -> addMentioned(value, known, mentioned));
        return mentioned;
    }

    private static void addMentioned(JsonNode node, Set<Digest> known, Set<Digest> mentioned) {
        if (node.isTextual()) {
            addMentioned(node.textValue(), known, mentioned);
        }
        node.forEach(child -> addMentioned(child, known, mentioned));
    }

    private static void addMentioned(String text, Set<Digest> known, Set<Digest> mentioned) {
        for (Matcher match = DIGEST.matcher(text); match.find(); ) {
            Digest digest = Digest.parse(match.group());
            if (known.contains(digest)) {
                mentioned.add(digest);
            }
        }
    }
}
