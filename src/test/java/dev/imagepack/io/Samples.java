package dev.imagepack.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.Executor;

/** Made content of every density, always the same. */
final class Samples {

    private Samples() {}

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** Words of a small vocabulary: deflates to about a quarter. */
    static byte[] text(int size) {
        Random random = new Random(size);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; ) {
            String word = Integer.toString(random.nextInt(3000) * 7919, 30) + (random.nextInt(9) == 0 ? "\n" : " ");
            for (int j = 0; j < word.length() && i < size; j++, i++) {
                bytes[i] = (byte) word.charAt(j);
            }
        }
        return bytes;
    }

    /** Text, random bytes and zeros by turns, in pieces of all sizes. */
    static byte[] mixed(int size) {
        Random random = new Random(size);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; ) {
            int length = Math.min(size - i, 1 + random.nextInt(1 << 1 + random.nextInt(18)));
            byte[] piece = switch (random.nextInt(3)) {
                case 0 -> random(length);
                case 1 -> text(length);
                default -> new byte[length];
            };
            System.arraycopy(piece, 0, bytes, i, length);
            i += length;
        }
        return bytes;
    }

    static byte[] compressed(Compression compression, byte[] plain, Executor workers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.compress(bytes, workers)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    static byte[] decompressed(byte[] bytes, Compression.Algorithm algorithm) throws IOException {
        try (InputStream in = Compression.decompress(new Trickle(bytes), algorithm)) {
            return in.readAllBytes();
        }
    }

    /** A stream as a network gives it: few bytes at a time, and it never says how many there are. */
    static final class Trickle extends InputStream {

        private final byte[] bytes;
        private int position;
        private boolean closed;

        Trickle(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return position == bytes.length ? -1 : bytes[position++] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position == bytes.length) {
                return -1;
            }
            int count = Math.min(Math.min(length, bytes.length - position), 1 + position % 1021);
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }

        @Override
        public int available() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }

        boolean isClosed() {
            return closed;
        }

        boolean isAtEnd() {
            return position == bytes.length;
        }
    }
}
