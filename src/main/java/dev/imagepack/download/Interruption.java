package dev.imagepack.download;

import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;

import org.jspecify.annotations.Nullable;

import dev.imagepack.ImagepackException;

/** The network failed, or a server for the moment; what fails elsewhere, such as a full disk, is none. */
final class Interruption extends IOException {

    private static final long serialVersionUID = 1L;

    /** Something that asks the network. */
    @FunctionalInterface
    interface Request<T> {
        T get() throws IOException;
    }

    Interruption(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static <T> T guard(Request<T> request) throws Interruption {
        try {
            return request.get();
        } catch (IOException e) {
            throw new Interruption(String.valueOf(e.getMessage()), e);
        }
    }

    /** A certificate does not get better. */
    boolean mayPass() {
        return !(getCause() instanceof SSLHandshakeException);
    }

    ImagepackException toFault(Address address, int attempts) {
        String kind = getCause() == null ? "" : getCause().getClass().getSimpleName() + ": ";
        return new ImagepackException(
                address + " cannot be downloaded: " + kind + getMessage() + " (tried "
                        + (attempts == 1 ? "once)" : attempts + " times)"),
                "Check the address and the network; a proxy is taken from Maven's settings, or from -Dhttps.proxyHost.",
                this);
    }
}
