package dev.imagepack.registry.http;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/** Makes TLS from files: further authorities are trusted beside the JVM's, a certificate is shown to who asks for one. */
final class TlsContext {

    private TlsContext() {}

    /** @throws ImagepackException when a file cannot be used; the message names it */
    static SSLContext of(TlsFiles files) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(files), trust(files), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ImagepackException(
                    "TLS with " + files + " is not possible: " + e.getMessage(),
                    "Check these files of <registries>.",
                    e);
        }
    }

    private static TrustManager[] trust(TlsFiles files) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        int number = 0;
        for (TrustManager manager : trustOf(null)) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate authority : known.getAcceptedIssuers()) {
                    store.setCertificateEntry("jvm-" + number++, authority);
                }
            }
        }
        if (files.authorities().isPresent()) {
            for (X509Certificate authority : Pem.read(files.authorities().get()).certificates()) {
                store.setCertificateEntry("own-" + number++, authority);
            }
        }
        return trustOf(store);
    }

    /** @param store none for the JVM's own */
    private static TrustManager[] trustOf(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(TlsFiles files) throws GeneralSecurityException, IOException {
        if (files.certificate().isEmpty()) {
            return new KeyManager[0];
        }
        Path certificate = files.certificate().get();
        List<X509Certificate> chain = Pem.read(certificate).certificates();
        PrivateKey key = Pem.read(files.key().orElse(certificate)).key();
        char[] password = new char[0];
        KeyStore store = empty();
        store.setKeyEntry("client", key, password, chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
