package dev.imagepack.oci;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A file elsewhere that is known by its digest alone, and may be another one whenever it is asked for. */
@FunctionalInterface
public interface VersionedSource {

    /**
     * What is here of it already.
     *
     * @param version what its server called the version that the bytes are of; never empty
     * @param size how many bytes there are, from the first on; at least one
     */
    record Begun(String version, long size) {}

    /**
     * Bytes of one version.
     *
     * @param version what the server calls it, so that others can go on with it; empty when nobody can
     * @param offset how many bytes are not among them, because they are here: 0, or all that is
     * @param body from there to the end; closed with this
     */
    record Answer(String version, long offset, InputStream body) implements Closeable {

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /**
     * Opens it.
     *
     * @param begun what need not come again if the server shows that it is of the version that it has
     */
    Answer open(Optional<Begun> begun) throws IOException;
}
