package dev.imagepack.build.context;

import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.ImagepackException;

/** A file that lies on this machine by itself, so that it can be looked into before it is packed. */
public interface LocalFile extends FileData {

    /** Its bytes; the caller closes the stream. */
    InputStream open() throws IOException;

    /** It cannot be read. */
    ImagepackException unreadable(IOException e);
}
