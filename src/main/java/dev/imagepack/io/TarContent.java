package dev.imagepack.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The bytes of the entry at which a tar stands, holes filled with zeros; of no use once it has moved on. */
final class TarContent extends InputStream {

    private final TarBlocks tar;
    private final long size;
    private final List<SparseMap.Fragment> fragments;
    private int fragment;
    private long position;
    private boolean over;

    TarContent(TarBlocks tar, SparseMap map) {
        this.tar = tar;
        this.size = map.size();
        this.fragments = map.fragments();
    }

    /** The content of what has none. */
    static TarContent none(TarBlocks tar) {
        return new TarContent(tar, new SparseMap(0, List.of()));
    }

    /** The tar moves on. */
    void end() {
        over = true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (over) {
            throw new IOException("the tar has moved on to another entry");
        }
        if (length == 0 || position == size) {
            return length == 0 ? 0 : -1;
        }
        while (fragment < fragments.size() && position == end(fragments.get(fragment))) {
            fragment++;
        }
        int count = isInHole() ? zeros(bytes, offset, length) : stored(bytes, offset, length);
        position += count;
        return count;
    }

    private boolean isInHole() {
        return fragment == fragments.size()
                || position < fragments.get(fragment).offset();
    }

    private int zeros(byte[] bytes, int offset, int length) {
        long end = fragment == fragments.size() ? size : fragments.get(fragment).offset();
        int count = (int) Math.min(length, end - position);
        Arrays.fill(bytes, offset, offset + count, (byte) 0);
        return count;
    }

    private int stored(byte[] bytes, int offset, int length) throws IOException {
        return tar.readContent(bytes, offset, (int) Math.min(length, end(fragments.get(fragment)) - position));
    }

    private static long end(SparseMap.Fragment fragment) {
        return fragment.offset() + fragment.length();
    }
}
