package dev.imagepack.registry;

import dev.imagepack.oci.ImageRef;

/** What is worth saying while images are read from registries; the wording is the listener's. Several threads speak at once. */
public interface PullLog {

    /** A reference was looked up at its registry. */
    void resolved(ImageRef reference, String digest);

    /** The blob of a layer is fetched now. */
    void fetching(Repository repository, String digest, long bytes);

    /** Bytes of that blob arrived; called often. */
    void fetched(String digest, long bytes);

    /** The blob is here, or could not be had. */
    void arrived(String digest);

    /** The lock's digest is used, although the tag means another one by now. */
    void moved(ImageRef reference, String locked, String now);

    /** Says nothing. */
    PullLog SILENT = new PullLog() {
        @Override
        public void resolved(ImageRef reference, String digest) {}

        @Override
        public void fetching(Repository repository, String digest, long bytes) {}

        @Override
        public void fetched(String digest, long bytes) {}

        @Override
        public void arrived(String digest) {}

        @Override
        public void moved(ImageRef reference, String locked, String now) {}
    };
}
