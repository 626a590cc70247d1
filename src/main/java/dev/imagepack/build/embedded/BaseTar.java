package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.InputStream;

import dev.imagepack.io.Compression;
import dev.imagepack.io.TarReader;
import dev.imagepack.oci.DiffId;
import dev.imagepack.oci.MediaType;

/** The plain tar of a base's layer. */
record BaseTar(DiffId diffId, String describe, String mediaType, Base.Blob blob, TarReader.Limits limits)
        implements TarSource {

    @Override
    public String identity() {
        return diffId.toString();
    }

    @Override
    public String advice() {
        return "Get that image again, and check it.";
    }

    @Override
    public InputStream open() throws IOException {
        return Compression.decompress(blob.open(), MediaType.compressionOf(mediaType));
    }
}
