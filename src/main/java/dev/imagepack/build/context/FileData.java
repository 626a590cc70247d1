package dev.imagepack.build.context;

import dev.imagepack.io.Content;

/** The bytes of a file, not read yet. */
public interface FileData extends Content {

    /** Equal identities mean equal bytes: {@code sha256:…}, or a member of something that has a digest. */
    String identity();

    /** How many bytes there are. */
    long size();
}
