package dev.imagepack.registry.http;

/** An address that a server gave is one that must not be asked; the message says why, as the end of a sentence. */
final class UnsafeAddressException extends Exception {

    private static final long serialVersionUID = 1L;

    UnsafeAddressException(String message) {
        super(message);
    }
}
