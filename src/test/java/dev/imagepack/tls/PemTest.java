package dev.imagepack.tls;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.imagepack.ImagepackException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PemTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no PEM at all",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            })
    void aFileThatHoldsNoAuthorityIsNamed(String content) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.pem"), content);
        assertThatThrownBy(() -> Pem.read(file).certificates())
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith(file.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN EC PRIVATE KEY-----\nMAUCAQEEAQ==\n-----END EC PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            })
    void aFileThatHoldsNoKeyIsNamed(String content) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.pem"), content);
        assertThatThrownBy(() -> Pem.read(file).key())
                .isInstanceOf(ImagepackException.class)
                .hasMessageStartingWith(file.toString());
    }

    /** {@code openssl ecparam -genkey} writes this form; the longer key has the longer form of a length. */
    @ParameterizedTest
    @CsvSource({"secp256r1, 06082a8648ce3d030107", "secp521r1, 06052b81040023"})
    void aBareKeyOfACurveIsRead(String curve, String identifier) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        ECPrivateKey key = (ECPrivateKey) generator.generateKeyPair().getPrivate();

        byte[] content = bare(key.getS().toByteArray(), HexFormat.of().parseHex(identifier));
        Path file = Files.writeString(directory.resolve("key.pem"), pem(content));

        assertThat(((ECPrivateKey) Pem.read(file).key()).getS()).isEqualTo(key.getS());
    }

    private static byte[] bare(byte[] secret, byte[] curve) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(new byte[] {2, 1, 1, 4, (byte) secret.length});
        content.writeBytes(secret);
        content.writeBytes(new byte[] {(byte) 0xa0, (byte) curve.length});
        content.writeBytes(curve);
        // Where the public key would stand.
        content.writeBytes(new byte[] {(byte) 0xa1, 60});
        content.writeBytes(new byte[60]);
        ByteArrayOutputStream key = new ByteArrayOutputStream();
        key.write(0x30);
        if (content.size() > 127) {
            key.write(0x81);
        }
        key.write(content.size());
        key.writeBytes(content.toByteArray());
        return key.toByteArray();
    }

    private static String pem(byte[] content) {
        return "-----BEGIN EC PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(content)
                + "\n-----END EC PRIVATE KEY-----\n";
    }
}
