package dev.imagepack.io;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the bytes of a sparse file lie that a tar holds; the rest are zeros. GNU tar has written it in four forms: in the
 * header block (type {@code S}), in PAX records (0.0 and 0.1) and before the content (1.0).
 *
 * @param size bytes of the file, holes included
 * @param fragments what is stored, in order
 */
record SparseMap(long size, List<Fragment> fragments) {

    /** Keys of PAX records: {@code OFFSET} and {@code LENGTH} come many times (0.0), {@code MAP} holds all of them (0.1). */
    static final String OFFSET = "GNU.sparse.offset";

    static final String LENGTH = "GNU.sparse.numbytes";
    static final String MAP = "GNU.sparse.map";
    static final String NAME = "GNU.sparse.name";

    private static final int LENGTH_OF_NUMBER = 12;
    private static final int IN_HEADER = 4;
    private static final int IN_BLOCK = 21;

    /** More than a file in an image has; each takes memory. */
    private static final int MOST_FRAGMENTS = 1 << 18;

    /** A stretch of bytes that the tar holds. */
    record Fragment(long offset, long length) {}

    SparseMap {
        long end = 0;
        for (Fragment fragment : fragments) {
            boolean isSound =
                    fragment.offset >= end && fragment.length >= 0 && fragment.offset <= size - fragment.length;
            if (!isSound) {
                throw new IllegalArgumentException("the map of a sparse file is damaged: " + fragment.length
                        + " bytes at " + fragment.offset + " of " + size);
            }
            end = fragment.offset + fragment.length;
        }
        fragments = List.copyOf(fragments);
    }

    /** How many bytes the tar holds of the file. */
    long stored() {
        long stored = 0;
        for (Fragment fragment : fragments) {
            stored += fragment.length;
        }
        return stored;
    }

    /** Begins the content of a file entry and says where it belongs; a file that is not sparse is one fragment. */
    static SparseMap open(TarMember file, TarBlocks tar) throws IOException {
        try {
            SparseMap map = read(file, tar);
            if (map.stored() != tar.left()) {
                throw new IOException("the map of a sparse file is damaged: it places " + map.stored() + " of "
                        + tar.left() + " bytes");
            }
            return map;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static SparseMap read(TarMember file, TarBlocks tar) throws IOException {
        PaxRecords pax = file.pax();
        if (file.flag() == 'S') {
            SparseMap map = fromBlocks(file.header(), tar);
            tar.open(file.size());
            return map;
        }
        tar.open(file.size());
        if (pax.number("GNU.sparse.major", 0) == 1 && pax.number("GNU.sparse.minor", 0) == 0) {
            return new SparseMap(pax.number("GNU.sparse.realsize", 0), fromContent(tar));
        }
        return pax.has(MAP) ? fromRecord(pax) : new SparseMap(file.size(), List.of(new Fragment(0, file.size())));
    }

    private static SparseMap fromBlocks(TarBlock header, TarBlocks tar) throws IOException {
        List<Fragment> fragments = new ArrayList<>();
        long size = header.number("real size", 483, LENGTH_OF_NUMBER);
        addAll(fragments, header, 386, IN_HEADER);
        boolean continues = header.isSet(482);
        while (continues) {
            byte[] bytes = new byte[TarHeader.BLOCK];
            TarBlock block = new TarBlock(bytes, tar.position());
            if (!tar.read(bytes)) {
                throw new IOException("the tar is cut short at its byte " + tar.position());
            }
            addAll(fragments, block, 0, IN_BLOCK);
            continues = block.isSet(504);
        }
        return new SparseMap(size, fragments);
    }

    private static void addAll(List<Fragment> fragments, TarBlock block, int offset, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int at = offset + 2 * LENGTH_OF_NUMBER * i;
            if (block.isSet(at)) {
                long start = block.number("map", at, LENGTH_OF_NUMBER);
                add(fragments, start, block.number("map", at + LENGTH_OF_NUMBER, LENGTH_OF_NUMBER));
            }
        }
    }

    private static SparseMap fromRecord(PaxRecords pax) throws IOException {
        String[] numbers = pax.text(MAP).orElse("").split(",");
        List<Fragment> fragments = new ArrayList<>();
        for (int i = 0; i + 1 < numbers.length; i += 2) {
            add(fragments, number(numbers[i]), number(numbers[i + 1]));
        }
        if (numbers.length % 2 != 0 && !numbers[0].isEmpty()) {
            throw new IOException("the map of a sparse file is damaged: it ends with an offset");
        }
        return new SparseMap(pax.number("GNU.sparse.size", 0), fragments);
    }

    /** Decimal lines, the number of fragments first, that fill whole blocks. */
    private static List<Fragment> fromContent(TarBlocks tar) throws IOException {
        long before = tar.left();
        long count = line(tar);
        List<Fragment> fragments = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            add(fragments, line(tar), line(tar));
        }
        while ((before - tar.left()) % TarHeader.BLOCK != 0) {
            character(tar);
        }
        return fragments;
    }

    private static long line(TarBlocks tar) throws IOException {
        StringBuilder digits = new StringBuilder();
        for (int c = character(tar); c != '\n'; c = character(tar)) {
            digits.append((char) c);
            if (digits.length() > 20) {
                break;
            }
        }
        return number(digits.toString());
    }

    private static int character(TarBlocks tar) throws IOException {
        byte[] one = new byte[1];
        if (tar.readContent(one, 0, 1) < 0) {
            throw new IOException("the map of a sparse file is damaged: it does not end");
        }
        return one[0] & 0xFF;
    }

    private static long number(String digits) throws IOException {
        if (!digits.matches("[0-9]{1,18}")) {
            throw new IOException("the map of a sparse file is damaged: " + TarPath.quoted(digits) + " is no number");
        }
        return Long.parseLong(digits);
    }

    private static void add(List<Fragment> fragments, long offset, long length) throws IOException {
        if (fragments.size() == MOST_FRAGMENTS) {
            throw new IOException("a sparse file has more than " + MOST_FRAGMENTS + " fragments");
        }
        fragments.add(new Fragment(offset, length));
    }
}
