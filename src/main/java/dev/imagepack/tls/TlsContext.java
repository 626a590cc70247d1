package dev.imagepack.tls;

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

/** Makes TLS from files: their authorities are trusted, a certificate is shown to who asks for one. */
public final class TlsContext {

    private TlsContext() {}

    /**
     * Trusts the JVM's authorities and those of the files.
     *
     * @param advice which element or variable names the files, as a sentence
     * @throws ImagepackException when a file cannot be used; the message names it
     */
    public static SSLContext trustingAlso(TlsFiles files, String advice) {
        return of(files, true, advice);
    }

    /** As {@link #trustingAlso}, but trusts nobody else where the files name authorities. */
    public static SSLContext trustingOnly(TlsFiles files, String advice) {
        return of(files, files.authorities().isEmpty(), advice);
    }

    private static SSLContext of(TlsFiles files, boolean trustsJvm, String advice) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(files), trustOf(authorities(files, trustsJvm)), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ImagepackException("TLS with " + files + " is not possible: " + e.getMessage(), advice, e);
        }
    }

    private static KeyStore authorities(TlsFiles files, boolean trustsJvm)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        int number = 0;
        for (TrustManager manager : trustsJvm ? trustOf(null) : new TrustManager[0]) {
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
        return store;
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
