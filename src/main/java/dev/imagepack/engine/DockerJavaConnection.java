package dev.imagepack.engine;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import dev.imagepack.ImagepackException;

/**
 * Reaches an engine by docker-java's transport. That one heeds no time limit on sockets that are files and no interrupt on
 * the others, so each call has a client of its own that can be closed under it, by {@link Exchange}.
 */
final class DockerJavaConnection implements EngineConnection {

    private static final int SECONDS_TO_END = 10;

    private final EngineAddress address;
    private final Limits limits;
    private final Route route;
    private final Lanes lanes;
    private final Lanes uploads;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons("imagepack-engine"));
    private final ScheduledThreadPoolExecutor watch =
            new ScheduledThreadPoolExecutor(1, daemons("imagepack-engine-watch"));

    DockerJavaConnection(EngineAddress address, Limits limits) {
        this(address, limits, threads -> Route.to(address, limits, threads));
    }

    /** @param route takes the threads that it may use */
    DockerJavaConnection(EngineAddress address, Limits limits, Function<Executor, Route> route) {
        this.address = address;
        this.limits = limits;
        this.route = route.apply(threads);
        this.lanes = new Lanes(this.route::client);
        this.uploads = this.route.uploader().map(Lanes::new).orElse(lanes);
        watch.setRemoveOnCancelPolicy(true);
    }

    /** Opens nothing before the first call. */
    static DockerJavaConnection to(EngineAddress address) {
        return new DockerJavaConnection(address, Limits.USUAL);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public EngineReply send(EngineCall call) throws IOException {
        Lanes open = call.body().isPresent() ? uploads : lanes;
        return new Exchange(this, open, call).reply();
    }

    /** Whether the engine is there: asked on a connection of its own. */
    boolean isAlive() {
        try (EngineReply reply = send(EngineCall.of("GET", "/_ping"))) {
            return reply.isSuccess();
        } catch (IOException | ImagepackException e) {
            return false;
        }
    }

    Limits limits() {
        return limits;
    }

    Route route() {
        return route;
    }

    ExecutorService threads() {
        return threads;
    }

    ScheduledThreadPoolExecutor watch() {
        return watch;
    }

    @Override
    public String describe() {
        return address.toString();
    }

    @Override
    public void close() throws IOException {
        lanes.close();
        uploads.close();
        route.close();
        watch.shutdownNow();
        threads.shutdownNow();
        try {
            threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
            watch.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
