package dev.imagepack.pack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import dev.imagepack.cache.Sightings;

/** What a run of {@link PackImages} looks at, besides the images that it is given, and what it leaves. */
public final class PackSights {

    private final PackImages.Request request;
    private final Sightings sightings;

    public PackSights(PackImages.Request request, Sightings sightings) {
        this.request = request;
        this.sightings = sightings;
    }

    /** Before the run: layouts to be merged, each with the lock beside it, and texts to be rewritten. */
    public void noteInputs() {
        for (Path layout : request.merge()) {
            sightings.everything(layout);
            sightings.place(layout.resolveSibling(ImagesLock.FILE));
        }
        request.manifests().forEach(manifest -> sightings.place(manifest.source()));
    }

    /** After the run: everything that it left, blobs by their size, for their names are their content. */
    public void noteOutputs() throws IOException {
        noteLayout(request.output().resolve(PackRun.LAYOUT), false);
        sightings.content(request.output().resolve(ImagesLock.FILE));
        sightings.content(request.output().resolve(PackReport.FILE));
        request.manifests().forEach(manifest -> sightings.content(manifest.target()));
        request.archive().ifPresent(sightings::leftFile);
    }

    private void noteLayout(Path directory, boolean blobs) throws IOException {
        sightings.leftNames(directory);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    noteLayout(entry, true);
                } else if (blobs) {
                    sightings.needs(entry, Files.size(entry));
                } else {
                    sightings.content(entry);
                }
            }
        }
    }
}
