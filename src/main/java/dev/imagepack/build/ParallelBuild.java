package dev.imagepack.build;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import dev.imagepack.image.Alias;
import dev.imagepack.image.BuildOutcome;
import dev.imagepack.image.BuiltImage;

/**
 * One run over the images of a module: as many at once as are allowed and have all that they are built on. The calling
 * thread hands out the work and is the only one that touches the fields.
 */
final class ParallelBuild {

    private final BuildImages.Request request;
    private final List<Job> jobs;
    private final BuildOrder order;
    private final ExecutorService threads;
    private final CompletionService<BuildOutcome> finished;

    private final Set<Alias> begun = new HashSet<>();
    private final Map<Alias, BuildOutcome> outcomes = new HashMap<>();
    private int running;
    private @Nullable Throwable failure;

    ParallelBuild(BuildImages.Request request, List<Job> jobs, BuildOrder order) {
        this.request = request;
        this.jobs = jobs;
        this.order = order;
        this.threads = Executors.newFixedThreadPool(Math.min(request.parallel(), jobs.size()), thread());
        this.finished = new ExecutorCompletionService<>(threads);
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
            while (running > 0) {
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
            throw asThrown(failure);
        }
        return request.images().stream()
                .map(image -> outcomes.get(image.alias()))
                .toList();
    }

    private void beginThoseThatCan() {
        for (Job job : jobs) {
            if (failure != null || running == request.parallel()) {
                return;
            }
            if (!begun.contains(job.alias()) && outcomes.keySet().containsAll(order.siblings(job.alias()))) {
                begin(job);
            }
        }
    }

    private void begin(Job job) {
        SortedMap<Alias, BuiltImage> siblings = new TreeMap<>();
        for (Alias sibling : order.siblings(job.alias())) {
            siblings.put(sibling, outcomes.get(sibling).image());
        }
        BuildRequest build = new BuildRequest(
                job.image(),
                siblings,
                request.module(),
                request.outputs(),
                request.created(),
                request.cache(),
                request.workers(),
                request.log());
        CachingBuilder builder = new CachingBuilder(job.builder(), request.project());
        finished.submit(() -> builder.build(build));
        begun.add(job.alias());
        running++;
    }

    private void end(Future<BuildOutcome> build) throws InterruptedException {
        running--;
        try {
            BuildOutcome outcome = build.get();
            outcomes.put(outcome.image().alias(), outcome);
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

    private static IOException asThrown(Throwable failure) throws IOException {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException io ? io : new IOException(failure);
    }
}
