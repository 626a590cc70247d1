package dev.imagepack.oci;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One line of an image's history: how a layer, or a change of the configuration, came about.
 *
 * @param created when, if known
 * @param createdBy the command, empty if unknown
 * @param author empty if unknown
 * @param comment empty if none
 * @param emptyLayer whether no layer belongs to it
 */
public record History(Optional<Instant> created, String createdBy, String author, String comment, boolean emptyLayer) {

    /** The same line with another time. */
    public History withCreated(Optional<Instant> time) {
        return new History(time, createdBy, author, comment, emptyLayer);
    }

    /** The same line without a layer. */
    History withoutLayer() {
        return new History(created, createdBy, author, comment, true);
    }

    static History read(Fields fields) {
        return new History(
                fields.parsed("created", Rfc3339::parse),
                fields.text("created_by").orElse(""),
                fields.text("author").orElse(""),
                fields.text("comment").orElse(""),
                fields.flag("empty_layer"));
    }

    /** As a configuration says it: what is empty is left out. */
    ObjectNode toNode() {
        ObjectNode node = Json.object();
        created.ifPresent(time -> node.put("created", Rfc3339.format(time)));
        put(node, "created_by", createdBy);
        put(node, "author", author);
        put(node, "comment", comment);
        if (emptyLayer) {
            node.put("empty_layer", true);
        }
        return node;
    }

    private static void put(ObjectNode node, String name, String value) {
        if (!value.isEmpty()) {
            node.put(name, value);
        }
    }
}
