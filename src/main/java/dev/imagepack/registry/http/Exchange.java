package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.imagepack.registry.Reply;
import dev.imagepack.tls.TlsFiles;

/** One request and the head of its answer, with limits to every wait. Follows nothing and repeats nothing. */
final class Exchange {

    private final Clients clients;
    private final ProxyChoice proxies;
    private final Timeouts timeouts;

    Exchange(Clients clients, ProxyChoice proxies, Timeouts timeouts) {
        this.clients = clients;
        this.proxies = proxies;
        this.timeouts = timeouts;
    }

    /**
     * Sends a request.
     *
     * @param tls whom to trust, and what to show
     * @throws IOException when there is no answer
     * @throws InterruptedIOException when the thread is interrupted; the request is given up
     */
    Reply send(Outgoing outgoing, TlsFiles tls) throws IOException {
        HttpClient client = clients.of(tls);
        try (SentBody body = new SentBody(outgoing.body())) {
            CompletableFuture<HttpResponse<InputStream>> answer =
                    client.sendAsync(request(outgoing, body), this::subscriber);
            return reply(outgoing, await(answer, body, outgoing.method()));
        }
    }

    private HttpRequest request(Outgoing outgoing, SentBody body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(outgoing.address());
        boolean bodiless = outgoing.method().equals("GET") || outgoing.method().equals("DELETE");
        if (bodiless && body.isSent()) {
            HttpRequest.Builder ignored = outgoing.method().equals("GET") ? request.GET() : request.DELETE();
        } else {
            request.method(outgoing.method(), body.publisher());
        }
        request.setHeader("User-Agent", "imagepack");
        for (Map.Entry<String, String> header : outgoing.headers().entrySet()) {
            request.setHeader(header.getKey(), header.getValue());
        }
        if (outgoing.authorization().isPresent()) {
            request.setHeader("Authorization", outgoing.authorization().get());
        }
        Origin origin = outgoing.origin();
        Optional<HttpProxy> proxy = proxies.before(origin.scheme(), origin.host(), origin.port());
        if (proxy.isPresent() && proxy.get().credentials().isPresent()) {
            request.setHeader(
                    "Proxy-Authorization",
                    Basic.header(proxy.get().credentials().get()));
        }
        return request.build();
    }

    private HttpResponse.BodySubscriber<InputStream> subscriber(HttpResponse.ResponseInfo head) {
        long length = head.headers().firstValueAsLong("content-length").orElse(-1);
        return new ArrivingBody(timeouts.idle(), length);
    }

    private HttpResponse<InputStream> await(
            CompletableFuture<HttpResponse<InputStream>> answer, SentBody body, String method) throws IOException {
        Duration head = method.equals("PUT") ? timeouts.commit() : timeouts.head();
        try {
            while (true) {
                Duration limit = body.isSent() ? head : timeouts.idle();
                long left = body.lastTaken() + limit.toNanos() - System.nanoTime();
                if (left <= 0) {
                    answer.cancel(true);
                    String what = body.isSent() ? "no answer came for " : "nothing could be sent for ";
                    throw new HttpTimeoutException(what + limit.toMillis() + " ms");
                }
                try {
                    return answer.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    // Perhaps bytes were sent in the meantime.
                }
            }
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for an answer");
        } catch (ExecutionException e) {
            throw Failures.unwrapped(e.getCause());
        }
    }

    private static Reply reply(Outgoing outgoing, HttpResponse<InputStream> answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            List<String> values = new ArrayList<>(headers.getOrDefault(name, List.of()));
            values.addAll(header.getValue());
            headers.put(name, values);
        }
        return new Reply(
                answer.statusCode(),
                headers,
                Addresses.shown(outgoing.address()),
                answer.body() == null ? InputStream.nullInputStream() : answer.body());
    }
}
