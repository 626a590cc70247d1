package dev.imagepack.ship;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.image.SavedLayout;
import dev.imagepack.oci.Descriptor;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.registry.Body;
import dev.imagepack.registry.Repository;
import dev.imagepack.registry.RepositoryWriter;
import dev.imagepack.registry.RepositoryWriter.Arrival;

/** One image on its way to one repository, step by step; the steps are taken in the order in which they stand here. */
final class ImagePush {

    private final ImagePackage.Image image;
    private final PushTarget target;
    private final RepositoryWriter writer;
    private final SavedLayout layout;
    private final PushLog log;
    private final List<String> missing = new ArrayList<>();
    private PushReport.Blobs blobs = PushReport.Blobs.NONE;
    private boolean unchanged;

    ImagePush(ImagePackage.Image image, PushTarget target, RepositoryWriter writer, SavedLayout layout, PushLog log) {
        this.image = image;
        this.target = target;
        this.writer = writer;
        this.layout = layout;
        this.log = log;
    }

    /** Looks whether every tag names the image already; then everything that it consists of is there, too. */
    void compare() throws IOException {
        Optional<Digest> wanted = Optional.of(image.root().digest());
        unchanged = true;
        for (String tag : target.tags()) {
            unchanged = unchanged && writer.digestOf(tag).equals(wanted);
        }
    }

    boolean isUnchanged() {
        return unchanged;
    }

    /** Sees to the layers that the package lacks: they are at the target, or another repository there lends them. */
    void borrow() throws IOException {
        for (Descriptor blob : image.blobs()) {
            if (!layout.contains(blob)) {
                Optional<Arrival> arrival = writer.ensure(blob, lenders());
                arrival.ifPresentOrElse(
                        how -> count(how, blob),
                        () -> missing.add("  " + blob.digest() + " (" + blob.size() + " bytes) of images."
                                + image.alias() + ", in " + target.repository() + upstream()));
            }
        }
    }

    private String upstream() {
        return image.upstreams().isEmpty()
                ? ""
                : ", from "
                        + String.join(
                                ", ",
                                image.upstreams().stream()
                                        .map(ImageRef::familiar)
                                        .toList());
    }

    List<String> missing() {
        return missing;
    }

    /** A blob to be brought. */
    record Delivery(ImagePush push, Descriptor blob) {

        void run() throws IOException {
            push.deliver(blob);
        }
    }

    List<Delivery> deliveries() throws IOException {
        List<Delivery> deliveries = new ArrayList<>();
        for (Descriptor blob : image.blobs()) {
            if (layout.contains(blob)) {
                deliveries.add(new Delivery(this, blob));
            }
        }
        return deliveries;
    }

    private void deliver(Descriptor blob) throws IOException {
        String domain = target.repository().domain();
        count(writer.ensure(blob, body(blob), lenders(), bytes -> log.sent(domain, bytes)), blob);
    }

    private Body body(Descriptor blob) {
        return new Body() {
            @Override
            public long length() {
                return blob.size();
            }

            @Override
            public InputStream open() throws IOException {
                // The registry verifies what it gets; and a chunk in the middle must not cost all that is before it.
                return layout.openUnverified(blob);
            }
        };
    }

    /** The repositories that may have some of its layers. */
    private Collection<Repository> lenders() {
        Set<Repository> lenders = new LinkedHashSet<>();
        image.upstreams().forEach(upstream -> lenders.add(Repository.of(upstream)));
        image.bases().forEach(base -> lenders.add(Repository.of(base)));
        return lenders;
    }

    private synchronized void count(Arrival arrival, Descriptor blob) {
        boolean sent = arrival == Arrival.SENT;
        blobs = new PushReport.Blobs(
                blobs.sent() + (sent ? 1 : 0),
                blobs.sentBytes() + (sent ? blob.size() : 0),
                blobs.mounted() + (arrival == Arrival.MOUNTED ? 1 : 0),
                blobs.present() + (arrival == Arrival.PRESENT ? 1 : 0));
    }

    /** Writes manifests, then the index over them, under their digests. */
    void putDocuments() throws IOException {
        put(image.documents());
    }

    /** Does the same and sets the tags, where no other image is waited for: the first tag brings what it names. */
    void putTaggedDocuments() throws IOException {
        put(image.documents().subList(0, image.documents().size() - 1));
        putTags();
    }

    private void put(List<ImagePackage.Document> documents) throws IOException {
        for (ImagePackage.Document document : documents) {
            writer.put(document.descriptor(), document.bytes());
        }
    }

    /** Sets the tags. */
    void putTags() throws IOException {
        ImagePackage.Document root = image.documents().get(image.documents().size() - 1);
        for (String tag : target.tags()) {
            writer.tag(root.descriptor(), root.bytes(), tag);
        }
    }

    PushReport.Push report() {
        long size = 0;
        for (Descriptor blob : image.blobs()) {
            size += blob.size();
        }
        for (ImagePackage.Document document : image.documents()) {
            size += document.descriptor().size();
        }
        return new PushReport.Push(image.alias(), target, image.root(), size, blobs, unchanged);
    }
}
