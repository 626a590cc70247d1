package dev.imagepack.ship;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.pack.ImagePackage;
import dev.imagepack.registry.PushSession;
import dev.imagepack.registry.RegistryTransport;
import dev.imagepack.registry.RepositoryWriter;

/**
 * The use case of {@code push-images}: the images of a package to one or several registries. Blobs go first, manifests
 * after them, and no tag of any image is set before every image is there.
 */
public final class PushImages {

    /**
     * What one run needs.
     *
     * @param images the package; stays open
     * @param aliases which of its images; empty for all
     * @param prefixes registries, with or without a path, that everything goes to instead of where its name says; may be
     *     empty
     * @param session shared by all modules of a run
     * @param parallel how many blobs are sent at once, at least 1
     */
    public record Request(
            ImagePackage images,
            List<Alias> aliases,
            List<String> prefixes,
            RegistryTransport transport,
            PushSession session,
            int parallel,
            PushLog log) {

        public Request {
            aliases = List.copyOf(aliases);
            prefixes = List.copyOf(prefixes);
        }
    }

    private PushImages() {}

    /**
     * Pushes the images.
     *
     * @throws ImagepackException when an image has no target, a layer that the package lacks is not at the target either,
     *     or a registry refuses something; no tag was set then, unless a registry failed while tags were being set
     */
    public static PushReport push(Request request) throws IOException {
        List<ImagePush> pushes = new ArrayList<>();
        for (ImagePackage.Image image : request.images().images(request.aliases())) {
            for (PushTarget target : PushTarget.of(image.alias(), image.references(), request.prefixes())) {
                RepositoryWriter writer =
                        new RepositoryWriter(request.transport(), target.repository(), request.session());
                pushes.add(new ImagePush(image, target, writer, request.images().layout(), request.log()));
            }
        }
        try (PushThreads threads = new PushThreads(request.parallel())) {
            threads.each(pushes, ImagePush::compare);
            List<ImagePush> changed = new ArrayList<>(pushes);
            changed.removeIf(ImagePush::isUnchanged);
            if (!changed.isEmpty()) {
                bring(threads, changed);
            }
        }
        List<PushReport.Push> reports = new ArrayList<>();
        for (ImagePush push : pushes) {
            PushReport.Push report = push.report();
            request.log().pushed(report);
            reports.add(report);
        }
        return new PushReport(reports);
    }

    private static void bring(PushThreads threads, List<ImagePush> pushes) throws IOException {
        requireNothingMissing(threads, pushes);
        threads.each(deliveries(pushes), ImagePush.Delivery::run);
        if (pushes.size() == 1) {
            pushes.get(0).putTaggedDocuments();
        } else {
            threads.each(pushes, ImagePush::putDocuments);
            threads.each(pushes, ImagePush::putTags);
        }
    }

    private static List<ImagePush.Delivery> deliveries(List<ImagePush> pushes) throws IOException {
        List<ImagePush.Delivery> deliveries = new ArrayList<>();
        for (ImagePush push : pushes) {
            deliveries.addAll(push.deliveries());
        }
        return deliveries;
    }

    /** Layers that do not travel must be had at the target, before the first byte goes there. */
    private static void requireNothingMissing(PushThreads threads, List<ImagePush> pushes) throws IOException {
        threads.each(pushes, ImagePush::borrow);
        List<String> missing =
                pushes.stream().flatMap(push -> push.missing().stream()).toList();
        if (!missing.isEmpty()) {
            throw new ImagepackException(
                    "layers that are not in the package are not at the registry either:\n" + String.join("\n", missing),
                    "Push the base they belong to first (or mount it there), or build without upstreamMatch, so that"
                            + " the package holds every layer. Nothing was tagged.");
        }
    }
}
