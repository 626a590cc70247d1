package dev.imagepack.tls;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * The JVM's own TLS, made for the first connection that has it. Clients make it at once, though a registry on this machine
 * mostly goes without, and an engine's socket always does; and reading the JVM's authorities takes longer than all requests
 * of a small push.
 */
public final class UsualTls extends SSLContext {

    public UsualTls() {
        super(new Deferred(), null, "TLS");
    }

    /** What a client of the JDK would ask its context for: these versions, and the JVM's own ciphers. */
    public static SSLParameters parameters() {
        return new SSLParameters(null, new String[] {"TLSv1.3", "TLSv1.2"});
    }

    private static final class Deferred extends SSLContextSpi {

        private static SSLContext usual() {
            try {
                return SSLContext.getDefault();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JVM has no TLS", e);
            }
        }

        @Override
        protected void engineInit(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {
            throw new UnsupportedOperationException("the JVM's own TLS is what it is");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return usual().getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return usual().getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return usual().createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return usual().createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return usual().getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return usual().getClientSessionContext();
        }
    }
}
