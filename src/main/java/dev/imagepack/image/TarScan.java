package dev.imagepack.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.TarIndex.Extent;

/**
 * One walk over the headers of a tar that somebody else made. Only what image archives hold is let through: regular files,
 * directories and links, each name once, none that leaves the archive.
 */
final class TarScan {

    /** Docker writes four entries a layer, and an image has at most 127 layers. */
    private static final int MOST_ENTRIES = 100_000;

    private static final long LARGEST_FILE = 32L << 30;
    private static final long LARGEST_ARCHIVE = 128L << 30;

    /** Of a long name or of PAX records. */
    private static final int LONGEST_EXTENSION = 1 << 20;

    private static final String ADVICE =
            "Take an archive that docker save, podman save or imagepack made, or the tar of an OCI image layout.";

    private final Path path;
    private final FileChannel channel;
    private final Map<String, Extent> files = new LinkedHashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();

    /** What extension headers say of the next entry; empty where they say nothing. */
    private String nextName = "";

    private String nextLink = "";
    private long nextSize = -1;

    private TarScan(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static TarScan of(Path path, FileChannel channel) throws IOException {
        TarScan scan = new TarScan(path, channel);
        if (channel.size() > LARGEST_ARCHIVE) {
            throw scan.fault("it has more than " + LARGEST_ARCHIVE + " bytes");
        }
        scan.walk();
        return scan;
    }

    Map<String, Extent> files() {
        return files;
    }

    Map<String, String> links() {
        return links;
    }

    private void walk() throws IOException {
        long position = 0;
        int entries = 0;
        while (position < channel.size()) {
            byte[] block = bytes(position, TarHeader.LENGTH);
            if (TarHeader.isEnd(block)) {
                return;
            }
            if (++entries > MOST_ENTRIES) {
                throw fault("it has more than " + MOST_ENTRIES + " entries");
            }
            position = take(TarHeader.parse(block, path, position), position + TarHeader.LENGTH);
        }
    }

    /** Takes in one entry whose bytes begin at {@code position}; says where the next header is. */
    private long take(TarHeader header, long position) throws IOException {
        return switch (header.type()) {
            case 'L' -> {
                nextName = extension(header, position);
                yield after(position, header.size());
            }
            case 'K' -> {
                nextLink = extension(header, position);
                yield after(position, header.size());
            }
            case 'x' -> {
                pax(bytes(position, extensionLength(header)));
                yield after(position, header.size());
            }
            case 'g' -> after(position, header.size());
            default -> entry(header, position);
        };
    }

    private long entry(TarHeader header, long position) throws IOException {
        String name = normal(nextName.isEmpty() ? header.name() : nextName);
        String link = nextLink.isEmpty() ? header.link() : nextLink;
        long size = nextSize < 0 ? header.size() : nextSize;
        nextName = "";
        nextLink = "";
        nextSize = -1;
        switch (header.type()) {
            case '0', '7' -> {
                file(name, new Extent(position, size));
                return after(position, size);
            }
            case '5' -> {
                // Directories hold nothing that is asked for.
            }
            case '1' -> link(name, normal(link));
            case '2' -> link(name, target(name, link));
            default -> throw fault("'" + name + "' is neither a file nor a directory nor a link");
        }
        return position;
    }

    private void file(String name, Extent extent) {
        if (extent.size() > LARGEST_FILE) {
            throw fault("'" + name + "' has more than " + LARGEST_FILE + " bytes");
        }
        requireNew(name);
        files.put(name, extent);
    }

    private void link(String name, String target) {
        requireNew(name);
        links.put(name, target);
    }

    private void requireNew(String name) {
        if (name.isEmpty()) {
            throw fault("an entry has no name");
        }
        if (files.containsKey(name) || links.containsKey(name)) {
            throw fault("'" + name + "' is there twice");
        }
    }

    /** Where the header after {@code size} bytes from {@code position} is; they must all be there. */
    private long after(long position, long size) throws IOException {
        if (size > channel.size() - position) {
            throw fault("it is cut short: " + size + " bytes announced at byte " + position + ", "
                    + (channel.size() - position) + " are there");
        }
        return position + (size + TarHeader.LENGTH - 1) / TarHeader.LENGTH * TarHeader.LENGTH;
    }

    private String extension(TarHeader header, long position) throws IOException {
        byte[] bytes = bytes(position, extensionLength(header));
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private int extensionLength(TarHeader header) {
        if (header.size() > LONGEST_EXTENSION) {
            throw fault("an extension header has " + header.size() + " bytes");
        }
        return (int) header.size();
    }

    /** PAX records: {@code length key=value\n}, the length counting itself. */
    private void pax(byte[] records) {
        int start = 0;
        while (start < records.length) {
            int blank = start;
            int length = 0;
            while (blank < records.length
                    && records[blank] >= '0'
                    && records[blank] <= '9'
                    && length < records.length) {
                length = length * 10 + records[blank++] - '0';
            }
            int end = start + length;
            if (blank >= records.length || records[blank] != ' ' || end <= blank + 1 || end > records.length) {
                throw fault("a PAX header is malformed");
            }
            pax(new String(records, blank + 1, end - blank - 2, StandardCharsets.UTF_8));
            start = end;
        }
    }

    private void pax(String record) {
        int equals = record.indexOf('=');
        String key = equals < 0 ? record : record.substring(0, equals);
        String value = record.substring(equals + 1);
        if (key.startsWith("GNU.sparse.")) {
            throw fault("it holds a sparse file");
        }
        switch (key) {
            case "path" -> nextName = value;
            case "linkpath" -> nextLink = value;
            case "size" -> nextSize = size(value);
            default -> {
                // Times, owners and attributes mean nothing here.
            }
        }
    }

    private long size(String digits) {
        if (digits.isEmpty() || digits.length() > 18 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw fault("a PAX header gives the size '" + digits + "'");
        }
        return Long.parseLong(digits);
    }

    private String normal(String name) {
        try {
            return ArchiveName.normal(name);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    private String target(String link, String target) {
        try {
            return ArchiveName.target(link, target);
        } catch (IllegalArgumentException e) {
            throw fault(e.getMessage());
        }
    }

    private byte[] bytes(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw fault("it is cut short at byte " + channel.size());
            }
        }
        return buffer.array();
    }

    private ImagepackException fault(String what) {
        return new ImagepackException(path + ": " + what, ADVICE);
    }
}
