package dev.imagepack.oci;

import dev.imagepack.ImagepackException;

/** Where the faults of a document go: a parser refuses at the first one, a checker collects them all. */
@FunctionalInterface
interface Complaints {

    /**
     * One fault.
     *
     * @param code a short stable name
     * @param where the document
     * @param what expected and found
     */
    void add(String code, String where, String what);

    /** Throws an {@link ImagepackException} at the first fault. */
    static Complaints refusing() {
        return (code, where, what) -> {
            throw new ImagepackException(
                    where + ": " + what,
                    "The document does not follow the OCI image specification;"
                            + " build or fetch the image again, or report it to whoever makes it.");
        };
    }
}
