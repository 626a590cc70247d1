package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.ImagepackException;
import dev.imagepack.io.TarReader;

/** A tar that can be read again and again: a layer of a base, or an archive that ADD unpacks. */
interface TarSource {

    String RAISE_LIMIT = "Check where it comes from; if it is meant to be that large, raise <maxUnpackedSize>"
            + " (-Dimagepack.maxUnpackedSize=200g).";

    /** Equal identities mean equal bytes: a diff ID, or the digest of an archive. */
    String identity();

    /** What messages call it. */
    String describe();

    /** What a user can do when it is damaged. */
    String advice();

    /** The plain tar; the caller closes it. */
    InputStream open() throws IOException;

    /** How much it may ask for. */
    default TarReader.Limits limits() {
        return TarReader.Limits.DEFAULT;
    }

    /** The entries; the caller closes the reader. */
    default TarReader read() throws IOException {
        return new TarReader(open(), limits());
    }

    /** It cannot be read to its end, or is not what it should be. */
    default ImagepackException unreadable(IOException e) {
        String advice = e instanceof TarReader.TooLarge ? RAISE_LIMIT : advice();
        return new ImagepackException(describe() + " cannot be read: " + e.getMessage(), advice, e);
    }
}
