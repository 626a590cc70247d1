package dev.imagepack.engine;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;

/** Reaches an engine by docker-java's transport. */
final class DockerJavaConnection implements EngineConnection {

    private final DockerHttpClient client;
    private final URI address;

    DockerJavaConnection(URI address) {
        this.address = address;
        this.client = new ZerodepDockerHttpClient.Builder().dockerHost(address).build();
    }

    @Override
    public EngineReply send(EngineCall call) throws IOException {
        DockerHttpClient.Request.Builder request = DockerHttpClient.Request.builder()
                .method(DockerHttpClient.Request.Method.valueOf(call.method()))
                .path(call.target())
                .putAllHeaders(call.headers());
        if (call.body().isPresent()) {
            request.body(new PipedContent(call.body().get()));
        }
        DockerHttpClient.Response response = client.execute(request.build());
        return new EngineReply(response.getStatusCode(), lowerCase(response.getHeaders()), body(response));
    }

    private static Map<String, List<String>> lowerCase(Map<String, List<String>> headers) {
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach((name, values) -> lower.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return lower;
    }

    private static InputStream body(DockerHttpClient.Response response) {
        return new FilterInputStream(response.getBody()) {
            @Override
            public void close() {
                response.close();
            }
        };
    }

    @Override
    public String describe() {
        return address.toString();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
