package dev.imagepack.build.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

import dev.imagepack.build.context.FileData;
import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;

/**
 * The bytes of one entry of a tar. Alone it is read by passing over everything before it; {@link Spool} reads many of
 * one tar in one pass.
 *
 * @param tar the tar
 * @param ordinal which of its entries, counted from 0 as {@link TarReader} gives them
 * @param size its bytes
 */
record TarMember(TarSource tar, int ordinal, long size) implements FileData {

    static final String TOO_SHORT = "it holds fewer entries than when it was listed";

    @Override
    public String identity() {
        return tar.identity() + "#" + ordinal;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (TarReader reader = tar.read()) {
            Optional<TarEntry> entry = reader.next();
            for (int i = 0; i < ordinal && entry.isPresent(); i++) {
                entry = reader.next();
            }
            if (entry.isEmpty()) {
                throw tar.unreadable(new IOException(TOO_SHORT));
            }
            reader.content().transferTo(out);
        }
    }
}
