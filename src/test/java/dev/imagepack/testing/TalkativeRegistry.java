package dev.imagepack.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.imagepack.image.SampleImage;
import dev.imagepack.registry.Body;
import dev.imagepack.registry.Call;
import dev.imagepack.registry.MemoryRegistry;
import dev.imagepack.registry.Reply;
import dev.imagepack.registry.Repository;

/**
 * A registry on this machine, without TLS, that gives a token to who shows the right secret, and repeats in every refusal
 * what it was shown. What lies below {@code denied/} it refuses to everybody.
 */
public final class TalkativeRegistry implements AutoCloseable {

    private static final Pattern PATH = Pattern.compile("/v2/(.+?)/((?:blobs|manifests|tags|session)/.*)");

    private final MemoryRegistry images = new MemoryRegistry();
    private final HttpServer server;
    private final String secret;
    private final String token;

    private TalkativeRegistry(HttpServer server, String secret, String token) {
        this.server = server;
        this.secret = secret;
        this.token = token;
    }

    /**
     * Starts one with an image {@code base/runtime:1}.
     *
     * @param secret {@code name:password}, or an identity token
     * @param token what is given for it
     */
    public static TalkativeRegistry start(String secret, String token) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TalkativeRegistry registry = new TalkativeRegistry(server, secret, token);
        registry.publishBase(registry.domain());
        server.createContext("/", registry::answer);
        server.start();
        return registry;
    }

    /** Gives {@code base/runtime:1} a meaning. */
    public void publishBase(String text) {
        images.publish(domain() + "/base/runtime", "1", SampleImage.of(SampleImage.Layer.gzip("etc/base", text)));
    }

    /** {@code 127.0.0.1:port}, as references name it. */
    public String domain() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Whether somebody pushed this. */
    public boolean has(String repository, String tag) {
        return images.manifest(domain() + "/" + repository, tag).isPresent();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String shown = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            if (exchange.getRequestURI().getPath().equals("/token")) {
                giveToken(exchange, shown, new String(body, StandardCharsets.UTF_8));
            } else if (!shown.equals("Bearer " + token)
                    || exchange.getRequestURI().getPath().startsWith("/v2/denied/")) {
                refuse(exchange, shown);
            } else {
                serve(exchange, body);
            }
        }
    }

    private void giveToken(HttpExchange exchange, String shown, String form) throws IOException {
        String basic = "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
        boolean refreshes = URLDecoder.decode(form, StandardCharsets.UTF_8).endsWith("&refresh_token=" + secret);
        if (shown.equals(basic) || refreshes) {
            give(exchange, 200, "{\"token\":\"" + token + "\"}");
        } else {
            refuse(exchange, shown + form);
        }
    }

    private void refuse(HttpExchange exchange, String shown) throws IOException {
        exchange.getResponseHeaders()
                .add("WWW-Authenticate", "Bearer realm=\"http://" + domain() + "/token\",service=\"" + domain() + "\"");
        exchange.getResponseHeaders().add("Warning", "299 - \"You showed " + shown + "\"");
        give(exchange, 401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"you showed " + shown + "\"}]}");
    }

    private void serve(HttpExchange exchange, byte[] body) throws IOException {
        Matcher path = PATH.matcher(exchange.getRequestURI().toString());
        if (!path.matches()) {
            give(exchange, 200, "");
            return;
        }
        Repository repository = new Repository(domain(), path.group(1));
        String target = path.group(2).replaceFirst("^session", "/upload");
        Call call = Call.write(exchange.getRequestMethod(), repository, target, false)
                .body(Body.of(body));
        try (Reply reply = images.answer(call)) {
            reply.headers()
                    .forEach((name, values) -> exchange.getResponseHeaders()
                            .put(
                                    name,
                                    values.stream()
                                            .map(value ->
                                                    value.replaceFirst("^/upload", "/v2/" + path.group(1) + "/session"))
                                            .toList()));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            reply.body().transferTo(bytes);
            give(exchange, reply.status(), bytes.toByteArray());
        }
    }

    private static void give(HttpExchange exchange, int status, String text) throws IOException {
        give(exchange, status, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void give(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
