package dev.imagepack.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * What an engine answered.
 *
 * @param status of HTTP
 * @param headers by name, in lower case
 * @param body as it arrives; closed with the reply
 */
public record EngineReply(int status, Map<String, List<String>> headers, InputStream body) implements Closeable {

    /** Whether the engine did what it was asked. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
