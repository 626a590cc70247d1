package dev.imagepack.build;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;
import dev.imagepack.io.Thrown;

/**
 * One run over the images of a module: as many at once as are allowed and have all that they are built on. The calling
 * thread hands out the work and is the only one that touches the fields, but for what an image does that gives way.
 */
final class ParallelBuild {

    /** Stands among what is finished for an image that gives way. */
    private static final Future<BuildOutcome> GIVEN_WAY = new CompletableFuture<>();

    private final BuildImages.Request request;
    private final List<Job> jobs;
    private final BuildOrder order;
    private final ExecutorService threads;
    private final BlockingQueue<Future<BuildOutcome>> ended = new LinkedBlockingQueue<>();
    private final CompletionService<BuildOutcome> finished;

    private final Set<Job> begun = new HashSet<>();
    private final Map<Future<BuildOutcome>, Job> running = new HashMap<>();

    /** Those that are running and have not given way. */
    private final Set<Job> counted = ConcurrentHashMap.newKeySet();

    private final Map<Job, BuildOutcome> outcomes = new HashMap<>();
    private @Nullable Throwable failure;

    ParallelBuild(BuildImages.Request request, List<Job> jobs, BuildOrder order) {
        this.request = request;
        this.jobs = jobs;
        this.order = order;
        this.threads = Executors.newCachedThreadPool(thread());
        this.finished = new ExecutorCompletionService<>(threads, ended);
    }

    private static ThreadFactory thread() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "imagepack-build-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Called once. */
    List<BuildOutcome> run() throws IOException {
        try {
            beginThoseThatCan();
            while (!running.isEmpty()) {
                end(finished.take());
                beginThoseThatCan();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while images are built");
        } finally {
            threads.shutdown();
            awaitThreads();
        }
        if (failure != null) {
            throw Thrown.again(failure);
        }
        return jobs.stream().map(outcomes::get).toList();
    }

    private void beginThoseThatCan() {
        for (Job job : jobs) {
            if (failure != null || counted.size() == request.parallel()) {
                return;
            }
            if (!begun.contains(job) && siblings(job).allMatch(outcomes::containsKey)) {
                begin(job);
            }
        }
    }

    /** What must be done before: every platform of every image that it is built on. */
    private Stream<Job> siblings(Job job) {
        SortedSet<Alias> named = order.siblings(job);
        return jobs.stream().filter(other -> named.contains(other.alias()));
    }

    private void begin(Job job) {
        SortedMap<Alias, List<BuiltImage>> siblings = new TreeMap<>();
        siblings(job)
                .forEach(sibling -> siblings.computeIfAbsent(sibling.alias(), alias -> new ArrayList<>())
                        .add(outcomes.get(sibling).image()));
        BuildRequest build = new BuildRequest(
                job.image(),
                siblings,
                request.module(),
                request.outputs(),
                request.created(),
                request.cache(),
                request.workers(),
                log(job),
                () -> giveWay(job));
        CachingBuilder builder = new CachingBuilder(job.builder(), request.project());
        counted.add(job);
        running.put(finished.submit(() -> builder.build(build)), job);
        begun.add(job);
    }

    private void giveWay(Job job) {
        counted.remove(job);
        ended.add(GIVEN_WAY);
    }

    /** What is said of an image names its platform where there are several. */
    private BuildLog log(Job job) {
        long platforms =
                jobs.stream().filter(other -> other.alias().equals(job.alias())).count();
        return platforms > 1 ? request.log().forPlatform(job.image().platform()) : request.log();
    }

    private void end(Future<BuildOutcome> build) throws InterruptedException {
        if (build == GIVEN_WAY) {
            return;
        }
        Job job = running.remove(build);
        counted.remove(job);
        try {
            outcomes.put(job, build.get());
        } catch (ExecutionException e) {
            fail(e.getCause());
        }
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        } else if (failure != cause) {
            failure.addSuppressed(cause);
        }
    }

    /** Whatever happened, nothing of ours writes into the cache after this. An interrupt is kept for the caller. */
    private void awaitThreads() {
        boolean interrupted = Thread.interrupted();
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
                threads.shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
