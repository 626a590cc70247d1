package dev.imagepack.ship;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.imagepack.image.Alias;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Json;

/** What {@code push-result.json} says: one entry for each image and repository. */
public record PushReport(List<Push> pushes) {

    /** The file's name. */
    public static final String FILE = "push-result.json";

    /**
     * An image in a repository.
     *
     * @param manifest what its tags name there: a manifest or an index
     * @param size the bytes of everything that it consists of
     * @param blobs how the blobs came there
     * @param unchanged whether every tag named it before, so that nothing was done
     */
    public record Push(
            Alias alias, PushTarget target, Descriptor manifest, long size, Blobs blobs, boolean unchanged) {}

    /**
     * How the blobs of an image came to a repository.
     *
     * @param sent how many were sent
     * @param sentBytes how many bytes these have
     * @param mounted how many the registry took from another of its repositories
     * @param present how many were there
     */
    public record Blobs(int sent, long sentBytes, int mounted, int present) {

        static final Blobs NONE = new Blobs(0, 0, 0, 0);
    }

    public PushReport {
        pushes = List.copyOf(pushes);
    }

    /** The document. */
    public byte[] toBytes() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("pushes");
        for (Push push : pushes) {
            ObjectNode item = list.addObject()
                    .put("alias", push.alias().value())
                    .put("repository", push.target().repository().toString())
                    .put("mediaType", push.manifest().mediaType())
                    .put("digest", push.manifest().digest().toString())
                    .put("size", push.size())
                    .put("unchanged", push.unchanged())
                    .put("blobsSent", push.blobs().sent())
                    .put("bytesSent", push.blobs().sentBytes())
                    .put("blobsMounted", push.blobs().mounted())
                    .put("blobsPresent", push.blobs().present());
            ArrayNode references = item.putArray("references");
            for (String tag : push.target().tags()) {
                references.add(push.target().repository() + ":" + tag);
            }
        }
        return Json.bytes(json);
    }
}
