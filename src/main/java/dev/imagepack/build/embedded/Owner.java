package dev.imagepack.build.embedded;

/**
 * Who owns a file.
 *
 * @param uid the user's number
 * @param gid the group's number
 */
record Owner(long uid, long gid) {

    static final Owner ROOT = new Owner(0, 0);
}
