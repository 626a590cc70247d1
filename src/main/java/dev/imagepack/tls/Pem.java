package dev.imagepack.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.ImagepackException;

/** A file of certificates and keys in text form (RFC 7468). */
final class Pem {

    /** Bundles of all public authorities have a quarter of it. */
    private static final int LARGEST = 4 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,60})-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private final Path file;
    private final List<Block> blocks;

    private record Block(String label, byte[] content) {}

    private Pem(Path file, List<Block> blocks) {
        this.file = file;
        this.blocks = blocks;
    }

    /** @throws ImagepackException when it cannot be read */
    static Pem read(Path file) {
        List<Block> blocks = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            Matcher block = BLOCK.matcher(new String(in.readNBytes(LARGEST), StandardCharsets.ISO_8859_1));
            while (block.find()) {
                blocks.add(new Block(block.group(1), decoded(block.group(2))));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ImagepackException(
                    file + ": cannot be read as PEM: " + (e instanceof IOException ? e.toString() : "it is no base64"),
                    "Name a file of certificates or keys in text form, with lines such as -----BEGIN CERTIFICATE-----.");
        }
        return new Pem(file, blocks);
    }

    /** Keys in the old form may have headers, whose names end in a colon. */
    private static byte[] decoded(String text) {
        return text.indexOf(':') >= 0 ? new byte[0] : Base64.getMimeDecoder().decode(text);
    }

    /**
     * All certificates, in the order written.
     *
     * @throws ImagepackException when there is none, or one of them cannot be read
     */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks) {
                if (block.label().endsWith("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content())));
                }
            }
        } catch (GeneralSecurityException e) {
            throw fault("holds a certificate that cannot be read", "Make or fetch the file again.");
        }
        if (certificates.isEmpty()) {
            throw fault("holds no certificate", "Name a PEM file with -----BEGIN CERTIFICATE-----.");
        }
        return certificates;
    }

    /**
     * The first key: PKCS#8, PKCS#1 of RSA, or SEC 1 of an elliptic curve.
     *
     * @throws ImagepackException when there is none, or it is in another form
     */
    PrivateKey key() {
        Optional<Block> found = blocks.stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .findFirst();
        Block block =
                found.orElseThrow(() -> fault("holds no key", "Name a PEM file with -----BEGIN PRIVATE KEY-----."));
        boolean isEncrypted = block.label().startsWith("ENCRYPTED") || block.content().length == 0;
        return switch (isEncrypted ? "" : block.label()) {
            case "PRIVATE KEY" -> key(block.content());
            case "RSA PRIVATE KEY" -> key(Pkcs8.ofRsa(block.content()));
            case "EC PRIVATE KEY" -> key(Pkcs8.ofEc(block.content()).orElseThrow(this::unreadable));
            default -> throw unreadable();
        };
    }

    private ImagepackException unreadable() {
        return fault(
                "holds a key that is encrypted or in a form that is not read here",
                "Turn it into PKCS#8: openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName() + " -out key.pem");
    }

    private PrivateKey key(byte[] encoded) {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // One of the others.
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        throw fault("holds a key of a kind that Java does not know", "Use a key of RSA, EC or EdDSA.");
    }

    private ImagepackException fault(String what, String advice) {
        return new ImagepackException(file + ": " + what, advice);
    }
}
