package dev.imagepack.registry.http;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** Wraps a bare RSA key (RFC 8017, PKCS#1) into the form that Java reads (RFC 5208, PKCS#8). */
final class Pkcs8 {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    /** Version 0, then the algorithm rsaEncryption without parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private Pkcs8() {}

    static byte[] ofRsa(byte[] key) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(RSA);
        content.writeBytes(tagged(OCTETS, key));
        return tagged(SEQUENCE, content.toByteArray());
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
