package dev.imagepack.build.context;

/**
 * Who owns a file.
 *
 * @param uid the user's number
 * @param gid the group's number
 */
public record Owner(long uid, long gid) {

    /** The owner of everything that says nothing else. */
    public static final Owner ROOT = new Owner(0, 0);
}
