package dev.imagepack.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key with a certificate and the authority that signed it, made by the JDK's keytool; each is made once for all tests. */
public final class Identity {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<String, Identity> MADE = new ConcurrentHashMap<>();

    private final KeyStore store;

    private Identity(KeyStore store) {
        this.store = store;
    }

    /** Of these hosts, good for some days. */
    public static Identity of(String... hosts) {
        return MADE.computeIfAbsent(String.join(",", hosts), any -> make(List.of("-validity", "30"), hosts));
    }

    /** Of a host, good until some days ago. */
    public static Identity expired(String host) {
        return MADE.computeIfAbsent(
                "expired " + host, any -> make(List.of("-startdate", "-10d", "-validity", "5"), host));
    }

    private static Identity make(List<String> validity, String... hosts) {
        try {
            Path directory = Files.createTempDirectory("identity-");
            Path file = directory.resolve("keys.p12");
            keytool(file, List.of("-alias", "authority", "-dname", "CN=authority", "-ext", "bc=ca:true"));
            List<String> signed = new ArrayList<>(List.of("-alias", "key", "-signer", "authority"));
            signed.addAll(List.of("-dname", "CN=" + hosts[0], "-ext", "san=" + String.join(",", names(hosts))));
            signed.addAll(validity);
            keytool(file, signed);
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            Files.delete(file);
            Files.delete(directory);
            return new Identity(store);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(Path store, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(ChildJvm.program("keytool"), "-genkeypair", "-keyalg", "RSA"));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
        command.addAll(List.of("-keysize", "2048", "-storepass", new String(PASSWORD)));
        command.addAll(arguments);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        keytool.getOutputStream().close();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool: " + said);
        }
    }

    private static List<String> names(String... hosts) {
        return Arrays.stream(hosts).map(Identity::name).toList();
    }

    private static String name(String host) {
        return (host.matches("[0-9.]+") ? "ip:" : "dns:") + host;
    }

    /** A server's, which also knows clients of the same authority. */
    public SSLContext context() {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("key", key(), PASSWORD, store.getCertificateChain("key"));
            keys.init(own, PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            known.setCertificateEntry("authority", store.getCertificate("authority"));
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the certificate of its authority. */
    public Path authority(Path file) throws Exception {
        return Files.writeString(
                file, pem("CERTIFICATE", store.getCertificate("authority").getEncoded()));
    }

    /** Writes its certificate. */
    public Path certificate(Path file) throws Exception {
        return Files.writeString(
                file, pem("CERTIFICATE", store.getCertificate("key").getEncoded()));
    }

    /** Writes its key as PKCS#8. */
    public Path key(Path file) throws Exception {
        return Files.writeString(file, pem("PRIVATE KEY", key().getEncoded()));
    }

    /** Writes its key as PKCS#1: what PKCS#8 wraps, which for RSA stands behind a head of 26 bytes. */
    public Path bareKey(Path file) throws Exception {
        byte[] wrapped = key().getEncoded();
        return Files.writeString(file, pem("RSA PRIVATE KEY", Arrays.copyOfRange(wrapped, 26, wrapped.length)));
    }

    private Key key() throws GeneralSecurityException {
        return store.getKey("key", PASSWORD);
    }

    private static String pem(String label, byte[] content) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
