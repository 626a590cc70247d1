package dev.imagepack.build.embedded;

import java.util.List;
import java.util.Optional;

import dev.imagepack.build.context.FileTree;
import dev.imagepack.build.context.SourcePattern;
import dev.imagepack.dockerfile.Location;
import dev.imagepack.download.Address;
import dev.imagepack.oci.Digest;

/** Something that a stage does to its files; it makes one layer. Everything in it is expanded and checked. */
sealed interface Step {

    Location location();

    /**
     * COPY or ADD.
     *
     * @param sources what is copied, in order
     * @param destination absolute; a trailing slash means a directory
     * @param chown whose it becomes, as written
     * @param mode what becomes of its modes
     * @param link whether the layer is made without looking at what is below it
     * @param unpack whether archives among local files are unpacked
     */
    record Copy(
            Location location,
            List<Source> sources,
            String destination,
            Optional<String> chown,
            Optional<ModeChange> mode,
            boolean link,
            boolean unpack)
            implements Step {

        public Copy {
            sources = List.copyOf(sources);
        }
    }

    /**
     * WORKDIR: makes a directory.
     *
     * @param path absolute
     * @param user whose it becomes, as USER says it; empty for root
     */
    record MakeDirectory(Location location, String path, String user) implements Step {}

    /** Where COPY and ADD take files from. */
    sealed interface Source {}

    /** Files of the context, or of a directory given as a further context. */
    record FromContext(FileTree context, SourcePattern pattern) implements Source {}

    /** Files of an earlier stage. */
    record FromStage(StagePlan stage, SourcePattern pattern) implements Source {}

    /** Files of an image. */
    record FromImage(Base image, SourcePattern pattern) implements Source {}

    /**
     * A file that is downloaded.
     *
     * @param checksum what its bytes hash to
     * @param unpack whether it is unpacked if it is an archive
     */
    record FromAddress(Address address, Digest checksum, boolean unpack) implements Source {

        /** What it is called inside a directory; BuildKit's own stopgap where the address names no file. */
        String name() {
            return address.fileName().orElse("__unnamed__");
        }
    }

    /** A here-document. */
    record FromText(String name, byte[] text) implements Source {}
}
