package dev.imagepack.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Wraps a bare key of RSA (RFC 8017, PKCS#1) or of an elliptic curve (RFC 5915, SEC 1) into the form that Java reads (RFC
 * 5208, PKCS#8).
 */
final class Pkcs8 {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    /** Version 0, then the algorithm rsaEncryption without parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final byte[] VERSION = HexFormat.of().parseHex("020100");

    /** The algorithm ecPublicKey, without its curve. */
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

    /** Says which curve, as the bare key does at its end: {@code [0] OBJECT IDENTIFIER}. */
    private static final int PARAMETERS = 0xa0;

    private static final int OBJECT = 0x06;

    private Pkcs8() {}

    static byte[] ofRsa(byte[] key) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA);
        content.writeBytes(tagged(OCTETS, key));
        return tagged(SEQUENCE, content.toByteArray());
    }

    /** Empty when the key does not name its curve. */
    static Optional<byte[]> ofEc(byte[] key) {
        return curve(key).map(curve -> {
            ByteArrayOutputStream algorithm = new ByteArrayOutputStream();
            algorithm.writeBytes(EC);
            algorithm.writeBytes(curve);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.writeBytes(VERSION);
            content.writeBytes(tagged(SEQUENCE, algorithm.toByteArray()));
            content.writeBytes(tagged(OCTETS, key));
            return tagged(SEQUENCE, content.toByteArray());
        });
    }

    /** A key of a known curve is short: {@code SEQUENCE, INTEGER 1, OCTET STRING} and then the curve. */
    private static Optional<byte[]> curve(byte[] key) {
        int start = key.length > 1 && (key[1] & 0xff) == 0x81 ? 3 : 2;
        int secret = start + 3;
        if (key.length < secret + 2 || key[0] != SEQUENCE || key[secret] != OCTETS) {
            return Optional.empty();
        }
        int parameters = secret + 2 + (key[secret + 1] & 0x7f);
        if (key.length < parameters + 4 || (key[parameters] & 0xff) != PARAMETERS || key[parameters + 2] != OBJECT) {
            return Optional.empty();
        }
        int end = parameters + 4 + (key[parameters + 3] & 0x7f);
        return end > key.length ? Optional.empty() : Optional.of(Arrays.copyOfRange(key, parameters + 2, end));
    }

    private static byte[] tagged(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.length;
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> 8 * i);
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
