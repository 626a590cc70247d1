package dev.imagepack.registry.http;

import javax.net.ssl.SSLContext;

/** Makes TLS from files. */
final class TlsContext {

    private TlsContext() {}

    static SSLContext of(TlsFiles files) {
        throw new UnsupportedOperationException(files.toString());
    }
}
