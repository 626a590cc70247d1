package dev.imagepack.io;

/** Told how work on bytes advances. Called often and from any thread, so it returns at once. */
@FunctionalInterface
public interface Progress {

    /** Somebody who does not care. */
    Progress NONE = bytes -> {};

    /** So many bytes more are done. */
    void advanced(long bytes);
}
