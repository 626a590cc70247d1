package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.jspecify.annotations.Nullable;

/** Why there was no answer. */
final class Failures {

    private Failures() {}

    /** What a future failed with, as an IOException. */
    static IOException unwrapped(@Nullable Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof UncheckedIOException unchecked) {
            return unchecked.getCause();
        }
        if (cause instanceof RuntimeException fault) {
            throw fault;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
    }

    /** Whether nothing of the request can have reached the server. */
    static boolean isBeforeSending(IOException failure) {
        return failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException;
    }

    /** Whether it would be the same the next time. */
    static boolean isLasting(IOException failure) {
        return isUnknownHost(failure) || isUntrusted(failure) || isRefusedByPeer(failure);
    }

    /** Whether the name of the host has no address. */
    static boolean isUnknownHost(IOException failure) {
        return has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class);
    }

    /** Whether the server speaks TLS, but its certificate does not do. */
    static boolean isUntrusted(IOException failure) {
        return has(failure, CertificateException.class)
                || has(failure, CertPathValidatorException.class)
                || has(failure, CertPathBuilderException.class)
                || failure instanceof SSLPeerUnverifiedException;
    }

    /** Whether the server ended the handshake with an alert, for instance since it wants another client certificate. */
    static boolean isRefusedByPeer(IOException failure) {
        return isTls(failure) && String.valueOf(failure.getMessage()).contains("fatal alert");
    }

    static boolean isTls(IOException failure) {
        return failure instanceof SSLException;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /** In words. */
    static String reason(IOException failure) {
        if (isUnknownHost(failure)) {
            return "the host has no known address";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (failure instanceof ConnectException) {
            return "no connection, it is refused or there is no way to it";
        }
        Throwable cause = failure;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
