package dev.imagepack.build.embedded;

import java.io.IOException;

import dev.imagepack.build.BuildRequest;
import dev.imagepack.build.context.LocalFile;
import dev.imagepack.download.Downloads;
import dev.imagepack.oci.Digest;

/** Files that ADD takes from an address: out of the cache where it has their checksum, else downloaded into it. */
final class RemoteFiles {

    private final BuildRequest request;
    private final Downloads downloads;

    RemoteFiles(BuildRequest request, Downloads downloads) {
        this.request = request;
        this.downloads = downloads;
    }

    /** The file; it is in the cache when this returns. */
    LocalFile get(Step.FromAddress source) throws IOException {
        Digest checksum = source.checksum();
        long size = request.cache().blob(checksum, () -> download(source));
        return new DownloadedFile(checksum, size, request.cache().blobs());
    }

    private void download(Step.FromAddress source) throws IOException {
        request.log().downloading(request.spec().alias(), source.address().toString());
        downloads.fetch(
                source.address(),
                source.checksum(),
                request.cache().blobs(),
                bytes -> request.log().advanced(request.spec().alias(), bytes));
    }
}
