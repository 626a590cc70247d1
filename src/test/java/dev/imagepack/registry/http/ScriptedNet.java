package dev.imagepack.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

import dev.imagepack.registry.credentials.Credentials;
import dev.imagepack.testing.Identity;

/**
 * A network of hosts that misbehave on demand, reached through a proxy on this machine: so registries, token servers and
 * stores may have any name, with TLS or without. It answers as a script says, and remembers who was asked for what.
 */
public final class ScriptedNet implements AutoCloseable {

    /** All hosts of the network that have TLS. */
    static final String[] HOSTS = {
        "registry.test", "auth.test", "storage.test", "mirror.test", "registry-1.docker.io", "auth.docker.io"
    };

    private final Map<String, Deque<Answer>> script = new HashMap<>();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "scripted-net");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpServer plain;
    private final HttpsServer secured;
    private final ServerSocket proxy;

    /** Answers one request. */
    public interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    private ScriptedNet(Identity identity, boolean asksForCertificate) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        plain = HttpServer.create(any, 0);
        secured = HttpsServer.create(any, 0);
        secured.setHttpsConfigurator(new HttpsConfigurator(identity.context()) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setWantClientAuth(asksForCertificate);
                parameters.setSSLParameters(wanted);
            }
        });
        for (HttpServer server : List.of(plain, secured)) {
            server.setExecutor(threads);
            server.createContext("/", handler(server == secured ? "https://" : "http://"));
            server.start();
        }
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static ScriptedNet start() throws IOException {
        return start(Identity.of(HOSTS), false);
    }

    /** @param asksForCertificate whether it logs the certificate that a client shows */
    static ScriptedNet start(Identity identity, boolean asksForCertificate) throws IOException {
        return new ScriptedNet(identity, asksForCertificate);
    }

    /** Settings that reach it: through its proxy, trusting its certificate where {@code registries} says so. */
    TransportSettings settings(Map<String, RegistrySettings> registries, Timeouts timeouts) {
        return settings(registries, timeouts, Optional.empty());
    }

    TransportSettings settings(
            Map<String, RegistrySettings> registries, Timeouts timeouts, Optional<Credentials.Password> credentials) {
        HttpProxy way = new HttpProxy("127.0.0.1", proxy.getLocalPort(), credentials);
        return new TransportSettings(registries, (scheme, host, port) -> Optional.of(way), timeouts);
    }

    /** The next answers to a request, such as {@code GET https://registry.test/v2/}; the last one is given for ever. */
    public ScriptedNet on(String request, Answer... answers) {
        script.computeIfAbsent(request, any -> new ArrayDeque<>()).addAll(List.of(answers));
        return this;
    }

    /** These answers and none of those given so far. */
    public ScriptedNet instead(String request, Answer... answers) {
        script.remove(request);
        return on(request, answers);
    }

    /** Who was asked for what, in order, with what was shown. */
    List<String> log() {
        return List.copyOf(log);
    }

    private HttpHandler handler(String scheme) {
        return exchange -> {
            String host = exchange.getRequestHeaders().getFirst("Host");
            String path = exchange.getRequestURI().getRawPath();
            String query = exchange.getRequestURI().getRawQuery();
            String request = exchange.getRequestMethod() + " " + scheme + host + path;
            log.add(request + (query == null ? "" : "?" + query) + shown(exchange));
            try (exchange) {
                next(request).give(exchange);
            }
        };
    }

    private static String shown(HttpExchange exchange) {
        List<String> shown = new ArrayList<>();
        for (String header : List.of("Authorization", "Proxy-authorization", "Range", "Content-range")) {
            Optional.ofNullable(exchange.getRequestHeaders().getFirst(header)).ifPresent(shown::add);
        }
        if (exchange instanceof HttpsExchange secured) {
            try {
                shown.add(secured.getSSLSession().getPeerPrincipal().getName());
            } catch (SSLPeerUnverifiedException e) {
                // It showed none.
            }
        }
        return shown.isEmpty() ? "" : " [" + String.join(", ", shown) + "]";
    }

    private synchronized Answer next(String request) {
        Deque<Answer> answers = script.get(request);
        if (answers == null) {
            return status(404);
        }
        return answers.size() > 1 ? answers.remove() : answers.element();
    }

    /** Headers alternate between name and value. */
    public static Answer status(int status, String... headers) {
        return text(status, "", headers);
    }

    public static Answer text(int status, String body, String... headers) {
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            send(exchange, status, body, headers);
        };
    }

    private static void send(HttpExchange exchange, int status, String body, String... headers) throws IOException {
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
        if (!none) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** What was sent is sent back. */
    static Answer echo() {
        return exchange -> {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            send(exchange, 200, new String(sent, StandardCharsets.UTF_8));
        };
    }

    /** Gives nothing and closes the connection. */
    public static Answer cut() {
        return HttpExchange::close;
    }

    /** Says that a body has so many bytes, gives these, and closes the connection. */
    public static Answer cutAfter(String body, int length) {
        return exchange -> {
            exchange.sendResponseHeaders(200, length);
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    /** Gives nothing, and keeps the connection until the end. */
    Answer silence() {
        return exchange -> await();
    }

    /** Begins a body and gives no more of it. */
    Answer silenceAfter(String body, int length) {
        return exchange -> {
            exchange.sendResponseHeaders(200, length);
            exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await();
        };
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!proxy.isClosed()) {
            try {
                Socket client = proxy.accept();
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        try (client) {
            StringBuilder head = new StringBuilder();
            InputStream in = client.getInputStream();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    return;
                }
                head.append((char) c);
            }
            boolean isTunnel = head.indexOf("CONNECT ") == 0;
            int port = (isTunnel ? secured : plain).getAddress().getPort();
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (isTunnel) {
                    log.add(head.substring(0, head.indexOf(" HTTP/")) + authorization(head));
                    client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } else {
                    server.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
                }
                threads.execute(() -> pipe(server, client));
                pipe(client, server);
            }
        } catch (IOException e) {
            // The connection is over.
        }
    }

    private static String authorization(StringBuilder head) {
        return head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization:"))
                .map(line -> " [" + line.substring(line.indexOf(':') + 1).strip() + "]")
                .findFirst()
                .orElse("");
    }

    private static void pipe(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            try {
                to.close();
            } catch (IOException again) {
                // It is over.
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        proxy.close();
        plain.stop(0);
        secured.stop(0);
        threads.shutdownNow();
    }
}
