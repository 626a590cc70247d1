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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.imagepack.tls.TlsContext;
import dev.imagepack.tls.TlsFiles;
import dev.imagepack.tls.UsualTls;

/**
 * The JDK's clients, one for each set of keys, with daemon threads. A client's own thread waits inside of the system for what
 * comes, and a JVM that exits gives such a thread 0.3 s to come back; so they all end with the clients.
 *
 * <p>The JDK's older HttpURLConnection takes a sixth of the CPU for the first requests of a JVM, but answers a challenge for
 * Kerberos with this user's ticket unasked, which nothing turns off for one connection, sends no PATCH, and waits without
 * limit while it sends.
 */
final class Clients implements AutoCloseable {

    private static final long MOST_MILLIS_OF_AN_END = 1_000;

    /** All threads of these clients: a thread belongs to the group of the one that starts it. */
    private final ThreadGroup own = new ThreadGroup("imagepack-registry");

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
        return clients.computeIfAbsent(files, absent -> started(client(absent)));
    }

    /** Started by a thread of the group, so that the client's own thread is one, too; nothing else leads to that. */
    private HttpClient started(HttpClient.Builder client) {
        return CompletableFuture.supplyAsync(client::build, task -> new Thread(own, task).start())
                .join();
    }

    private HttpClient.Builder client(TlsFiles files) {
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
        return client;
    }

    /** Ends the threads, and what is under way. Before Java 21 a client has no end of its own, but its thread heeds an interrupt. */
    @Override
    public void close() {
        threads.shutdown();
        own.interrupt();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MOST_MILLIS_OF_AN_END);
        Thread[] left = new Thread[own.activeCount()];
        try {
            for (int i = own.enumerate(left) - 1; i >= 0; i--) {
                left[i].join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
