package dev.imagepack.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.io.Content;

import static java.net.URLEncoder.encode;

/**
 * One call of an engine's API.
 *
 * @param method GET, HEAD, POST or DELETE
 * @param path without version and query, for instance {@code /images/json}; what it takes from outside is percent-encoded
 * @param query names and values, in order; a name may come several times
 * @param headers by name
 * @param body streamed; empty when there is none
 * @param takesLong whether the engine may be silent for long while it works, as in a build or a load; the others are broken
 *     off
 */
public record EngineCall(
        String method,
        String path,
        List<Parameter> query,
        Map<String, String> headers,
        Optional<Content> body,
        boolean takesLong) {

    /** A parameter of the query, not yet encoded. */
    public record Parameter(String name, String value) {}

    public EngineCall {
        query = List.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /** A call without parameters, headers and body. */
    public static EngineCall of(String method, String path) {
        return new EngineCall(method, path, List.of(), Map.of(), Optional.empty(), false);
    }

    /** With one more parameter. */
    public EngineCall with(String name, String value) {
        List<Parameter> more = new ArrayList<>(query);
        more.add(new Parameter(name, value));
        return new EngineCall(method, path, more, headers, body, takesLong);
    }

    /** With one more header. */
    public EngineCall withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new EngineCall(method, path, query, more, body, takesLong);
    }

    /** One that may take long. */
    public EngineCall takingLong() {
        return new EngineCall(method, path, query, headers, body, true);
    }

    /** With a body of this media type; may take long. */
    public EngineCall withBody(String mediaType, Content content) {
        EngineCall typed = withHeader("Content-Type", mediaType);
        return new EngineCall(method, path, query, typed.headers(), Optional.of(content), true);
    }

    /** The same call at another path, for instance at that of a version. */
    EngineCall at(String otherPath) {
        return new EngineCall(method, otherPath, query, headers, body, takesLong);
    }

    /** Path and query as they are sent. */
    public String target() {
        StringBuilder target = new StringBuilder(path);
        char separator = '?';
        for (Parameter parameter : query) {
            target.append(separator)
                    .append(encode(parameter.name(), StandardCharsets.UTF_8))
                    .append('=')
                    .append(encode(parameter.value(), StandardCharsets.UTF_8));
            separator = '&';
        }
        return target.toString();
    }
}
