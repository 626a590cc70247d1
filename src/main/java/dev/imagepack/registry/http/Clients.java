package dev.imagepack.registry.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import dev.imagepack.tls.TlsContext;
import dev.imagepack.tls.TlsFiles;
import dev.imagepack.tls.UsualTls;

/**
 * The JDK's clients, one for each set of keys, with daemon threads that all of them share. Its older HttpURLConnection takes a
 * sixth of the CPU for the first requests of a JVM, but answers a challenge for Kerberos with this user's ticket unasked, which
 * nothing turns off for one connection, sends no PATCH, and waits without limit while it sends.
 */
final class Clients implements AutoCloseable {

    private final Map<TlsFiles, HttpClient> clients = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private final ProxyChoice proxies;
    private final Duration connect;

    Clients(ProxyChoice proxies, Duration connect) {
        this.proxies = proxies;
        this.connect = connect;
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "imagepack-registry-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    HttpClient of(TlsFiles files) {
        return clients.computeIfAbsent(files, this::client);
    }

    private HttpClient client(TlsFiles files) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connect)
                .executor(threads)
                .proxy(new Chosen(proxies));
        if (files.isEmpty()) {
            client.sslContext(new UsualTls()).sslParameters(UsualTls.parameters());
        } else {
            client.sslContext(TlsContext.trustingAlso(files, "Check these files of <registries>."));
        }
        return client.build();
    }

    /** The JDK ends a client's own thread some seconds after nobody holds it any more. */
    @Override
    public void close() {
        clients.clear();
        threads.shutdown();
    }

    /** The choice as the JDK asks for it. */
    private static final class Chosen extends ProxySelector {

        private final ProxyChoice choice;

        Chosen(ProxyChoice choice) {
            this.choice = choice;
        }

        @Override
        public List<Proxy> select(URI address) {
            Origin origin = Origin.of(address).orElseThrow();
            return choice.before(origin.scheme(), origin.host(), origin.port())
                    .map(proxy -> List.of(
                            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.host(), proxy.port()))))
                    .orElse(List.of(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            // The request fails with the same words.
        }
    }
}
