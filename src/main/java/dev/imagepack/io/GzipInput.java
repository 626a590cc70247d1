package dev.imagepack.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The plain bytes of a gzip stream (RFC 1952) of any number of members, each checked against its CRCs and length. Zeros
 * after the last member are padding; anything else there is an error, and so is a stream that is cut short.
 */
final class GzipInput extends InputStream {

    private static final int BUFFER = 64 * 1024;

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int UNKNOWN = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final CRC32 headerCrc = new CRC32();
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private boolean ended;
    private boolean closed;

    /** Reads the first header at once. */
    GzipInput(InputStream in) throws IOException {
        this.in = in;
        try {
            readHeader(next());
        } catch (IOException e) {
            inflater.end();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                crc.update(bytes, offset, count);
                return count;
            }
        }
        return -1;
    }

    /** Frees native memory and closes the stream beneath, wherever it stands. */
    @Override
    public void close() throws IOException {
        closed = true;
        inflater.end();
        in.close();
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = inflater.inflate(bytes, offset, length);
            if (count == 0) {
                advance();
            }
            return count;
        } catch (DataFormatException e) {
            throw new IOException("damaged gzip data: " + e.getMessage(), e);
        }
    }

    private void advance() throws IOException {
        if (inflater.finished()) {
            endMember();
        } else if (inflater.needsInput()) {
            if (!fill()) {
                throw cutShort();
            }
            inflater.setInput(buffer, 0, limit);
            position = limit;
        } else {
            throw new IOException("damaged gzip data: it needs a dictionary");
        }
    }

    private void endMember() throws IOException {
        position = limit - inflater.getRemaining();
        if (nextInt() != (int) crc.getValue()) {
            throw new IOException("damaged gzip data: the checksum is another");
        }
        if (nextInt() != (int) inflater.getBytesWritten()) {
            throw new IOException("damaged gzip data: the length is another");
        }
        if (position < limit || fill()) {
            startNextMember();
        } else {
            ended = true;
        }
    }

    private void startNextMember() throws IOException {
        int first = next();
        if (first == 0) {
            skipPadding();
            ended = true;
        } else {
            readHeader(first);
        }
    }

    private void skipPadding() throws IOException {
        do {
            while (position < limit) {
                if (buffer[position++] != 0) {
                    throw new IOException("gzip data is followed by something else");
                }
            }
        } while (fill());
    }

    private void readHeader(int first) throws IOException {
        headerCrc.reset();
        headerCrc.update(first);
        if (first != 0x1F || next() != 0x8B) {
            throw new IOException("no gzip data: it does not start with 1f 8b");
        }
        int method = next();
        int flags = next();
        if (method != 8 || (flags & UNKNOWN) != 0) {
            throw new IOException("unknown kind of gzip data: method " + method + ", flags " + flags);
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            checkHeader();
        }
        crc.reset();
        inflater.reset();
        inflater.setInput(buffer, position, limit - position);
        position = limit;
    }

    private void checkHeader() throws IOException {
        int sum = (int) headerCrc.getValue() & 0xFFFF;
        if ((next() | next() << 8) != sum) {
            throw new IOException("damaged gzip data: the checksum of a header is another");
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // The name and the comment say nothing about the content.
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private int nextInt() throws IOException {
        return next() | next() << 8 | next() << 16 | next() << 24;
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw cutShort();
        }
        int next = buffer[position++] & 0xFF;
        headerCrc.update(next);
        return next;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private static EOFException cutShort() {
        return new EOFException("gzip data is cut short");
    }
}
