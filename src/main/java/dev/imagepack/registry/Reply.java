package dev.imagepack.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry answered. Holds the connection until it is closed.
 *
 * @param status any status that is not an error of authentication and that repeating did not cure; 404 and other 4xx
 *     included
 * @param headers by lower-case name
 * @param address where the answer came from: the base of a relative {@code Location}, and good for messages; without a
 *     query, since that may hold a secret
 * @param body not verified; ends with an IOException when it is cut short or nothing comes for too long
 */
public record Reply(int status, Map<String, List<String>> headers, String address, InputStream body)
        implements AutoCloseable {

    /** The first value of a header. */
    public Optional<String> header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, List.of()).stream().findFirst();
    }

    /** Closes the connection, or gives it back when everything was read. */
    @Override
    public void close() throws IOException {
        body.close();
    }
}
