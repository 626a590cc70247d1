package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A connection to an engine as bytes. One thread may read while another writes; closing ends what both of them do. */
interface FarEnd extends Closeable {

    /** Makes one. */
    interface Dialer {
        FarEnd dial() throws IOException;
    }

    /** As {@link java.io.InputStream#read(byte[])} does. */
    int read(byte[] bytes) throws IOException;

    /** Writes the first bytes, all of them. */
    void write(byte[] bytes, int length) throws IOException;

    /** Why the connection came to its end, where more is known than that it did; asked then. */
    Optional<String> failure();

    /** May be called twice; what cannot be closed is of no use any more. */
    @Override
    void close();
}
