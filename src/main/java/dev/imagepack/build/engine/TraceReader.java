package dev.imagepack.build.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what BuildKit tells of its progress: the message StatusResponse of its control API, in Protocol Buffers' encoding, as
 * far as it is worth showing. Unknown fields are passed over; broken ones end the reading.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Protocol Buffers: encoding</a>
 */
final class TraceReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_VARINT_BITS = 63;

    /**
     * A step, as far as it has come.
     *
     * @param digest what other messages call it
     * @param name as people read it
     * @param error empty unless it failed
     */
    record Vertex(String digest, String name, boolean cached, boolean started, boolean completed, String error) {}

    /**
     * Bytes that a step's command wrote.
     *
     * @param vertex the digest of the step
     */
    record Output(String vertex, byte[] bytes) {}

    /** What one message says, in its order. */
    record Trace(List<Vertex> vertexes, List<Output> outputs) {}

    /** Gets the fields of a message. */
    private interface Fields {
        void field(int number, TraceReader value);
    }

    private final byte[] bytes;
    private final int end;
    private int position;

    private TraceReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /** IllegalArgumentException when it is no such message. */
    static Trace read(byte[] message) {
        List<Vertex> vertexes = new ArrayList<>();
        List<Output> outputs = new ArrayList<>();
        new TraceReader(message, 0, message.length).each((number, value) -> {
            if (number == 1) {
                vertexes.add(value.vertex());
            } else if (number == 3) {
                outputs.add(value.output());
            }
        });
        return new Trace(vertexes, outputs);
    }

    private Vertex vertex() {
        String[] texts = {"", "", ""};
        boolean[] flags = new boolean[3];
        each((number, value) -> {
            switch (number) {
                case 1 -> texts[0] = value.text();
                case 3 -> texts[1] = value.text();
                case 4 -> flags[0] = value.isTrue();
                case 5 -> flags[1] = true;
                case 6 -> flags[2] = true;
                case 7 -> texts[2] = value.text();
                default -> {}
            }
        });
        return new Vertex(texts[0], texts[1], flags[0], flags[1], flags[2], texts[2]);
    }

    private Output output() {
        String[] vertex = {""};
        byte[][] written = {new byte[0]};
        each((number, value) -> {
            if (number == 1) {
                vertex[0] = value.text();
            } else if (number == 4) {
                written[0] = java.util.Arrays.copyOfRange(value.bytes, value.position, value.end);
            }
        });
        return new Output(vertex[0], written[0]);
    }

    private void each(Fields fields) {
        while (position < end) {
            long tag = varint();
            int type = (int) (tag & 7);
            int start = position;
            int length = length(type);
            int from = type == LENGTH_DELIMITED ? position : start;
            require(length >= 0 && from + (long) length <= end);
            fields.field((int) (tag >>> 3), new TraceReader(bytes, from, from + length));
            position = from + length;
        }
    }

    /** How many bytes the value of a field has; behind the length of one that says it itself. */
    private int length(int type) {
        switch (type) {
            case VARINT -> {
                int start = position;
                varint();
                return position - start;
            }
            case FIXED64 -> {
                return 8;
            }
            case FIXED32 -> {
                return 4;
            }
            case LENGTH_DELIMITED -> {
                long length = varint();
                require(length >= 0 && length <= end - position);
                return (int) length;
            }
            default -> throw new IllegalArgumentException("a field of type " + type);
        }
    }

    private long varint() {
        long value = 0;
        for (int bits = 0; bits <= MOST_VARINT_BITS; bits += 7) {
            require(position < end);
            byte b = bytes[position++];
            value |= (long) (b & 0x7F) << bits;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    private boolean isTrue() {
        return varint() != 0;
    }

    private String text() {
        return new String(bytes, position, end - position, StandardCharsets.UTF_8);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("the message ends early");
        }
    }
}
