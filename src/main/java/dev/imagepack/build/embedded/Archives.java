package dev.imagepack.build.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import dev.imagepack.build.context.LocalFile;
import dev.imagepack.build.context.Node;
import dev.imagepack.io.Compression;
import dev.imagepack.io.TarReader;

/**
 * Recognises archives that ADD unpacks, by their content: a tar, plain or compressed, that begins with a sound header.
 */
final class Archives {

    private static final int BLOCK = 512;
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_LENGTH = 8;

    private Archives() {}

    /** The tar in a file of this machine, to be read within limits; empty when the node is none. */
    static Optional<TarSource> open(Node node, String name, TarReader.Limits limits) {
        if (!node.isFile() || !(node.data() instanceof LocalFile file)) {
            return Optional.empty();
        }
        Compression.Algorithm algorithm = algorithm(file);
        return beginsWithHeader(file, algorithm)
                ? Optional.of(new ArchiveFile(file, algorithm, name, limits))
                : Optional.empty();
    }

    private record ArchiveFile(
            LocalFile file, Compression.Algorithm algorithm, String describe, TarReader.Limits limits)
            implements TarSource {

        @Override
        public String identity() {
            return file.identity();
        }

        @Override
        public String advice() {
            return "Pack the archive again, or copy it as it is with ADD --unpack=false.";
        }

        @Override
        public InputStream open() throws IOException {
            return plain(file, algorithm);
        }
    }

    private static InputStream plain(LocalFile file, Compression.Algorithm algorithm) throws IOException {
        return Compression.decompress(new BufferedInputStream(file.open()), algorithm);
    }

    private static Compression.Algorithm algorithm(LocalFile file) {
        try (InputStream in = file.open()) {
            return Compression.detect(in.readNBytes(Compression.HEAD));
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    /** What only looks compressed is no archive. */
    private static boolean beginsWithHeader(LocalFile file, Compression.Algorithm algorithm) {
        try (InputStream in = plain(file, algorithm)) {
            byte[] header = in.readNBytes(BLOCK);
            return header.length == BLOCK && checksumFits(header);
        } catch (IOException e) {
            return false;
        }
    }

    /** The header's checksum counts its own field as blanks; old writers summed signed bytes. */
    private static boolean checksumFits(byte[] header) {
        long stored = octal(header);
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
            unsigned += own ? ' ' : header[i] & 0xff;
            signed += own ? ' ' : header[i];
        }
        return stored == unsigned || stored == signed;
    }

    private static long octal(byte[] header) {
        long value = 0;
        boolean digits = false;
        for (int i = CHECKSUM; i < CHECKSUM + CHECKSUM_LENGTH; i++) {
            if (header[i] >= '0' && header[i] <= '7') {
                value = value * 8 + header[i] - '0';
                digits = true;
            } else if (digits || header[i] != ' ') {
                break;
            }
        }
        return digits ? value : -1;
    }
}
