package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.ImagepackException;

/** A tar that can be read again and again: a layer of a base, or an archive that ADD unpacks. */
interface TarSource {

    /** Equal identities mean equal bytes: a diff ID, or the digest of an archive. */
    String identity();

    /** What messages call it. */
    String describe();

    /** What a user can do when it is damaged. */
    String advice();

    /** The plain tar; the caller closes it. */
    InputStream open() throws IOException;

    /** It cannot be read to its end, or is not what it should be. */
    default ImagepackException unreadable(IOException e) {
        return new ImagepackException(describe() + " cannot be read: " + e.getMessage(), advice(), e);
    }
}
