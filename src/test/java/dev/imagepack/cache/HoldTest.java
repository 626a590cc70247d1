package dev.imagepack.cache;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.imagepack.testing.ChildJvm;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class HoldTest {

    @TempDir
    Path root;

    private Path holds() {
        return new CacheFiles(root).holds();
    }

    private List<Path> holders() throws IOException {
        try (Stream<Path> holders = Files.list(holds())) {
            return holders.toList();
        }
    }

    private Hold take(Hold.Kind kind) throws IOException {
        return Hold.take(holds(), kind);
    }

    /** Takes a hold in a thread of its own and returns when that thread waits between two attempts, or has it. */
    private FutureTask<Boolean> startToTake(Hold.Kind kind, AtomicBoolean free) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try (Hold hold = take(kind)) {
                return free.get();
            }
        });
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
            Thread.onSpinWait();
        }
        return task;
    }

    @Test
    void buildsHoldItTogether() throws IOException {
        try (Hold one = take(Hold.Kind.SHARED);
                Hold other = take(Hold.Kind.SHARED)) {
            assertThat(holders()).hasSize(2);
        }
        assertThat(holders()).isEmpty();
    }

    @Test
    void cleaningWaitsForABuild() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        FutureTask<Boolean> cleaning;
        try (Hold build = take(Hold.Kind.SHARED)) {
            cleaning = startToTake(Hold.Kind.EXCLUSIVE, free);
            free.set(true);
        }

        assertThat(cleaning.get()).isTrue();
    }

    @Test
    void aBuildWaitsForCleaning() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        FutureTask<Boolean> build;
        try (Hold cleaning = take(Hold.Kind.EXCLUSIVE)) {
            build = startToTake(Hold.Kind.SHARED, free);
            free.set(true);
        }

        assertThat(build.get()).isTrue();
    }

    @Test
    void waitingEndsWithAnInterrupt() throws Exception {
        try (Hold cleaning = take(Hold.Kind.EXCLUSIVE)) {
            FutureTask<Boolean> build = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                try (Hold hold = take(Hold.Kind.SHARED)) {
                    return false;
                } catch (InterruptedIOException e) {
                    return Thread.currentThread().isInterrupted();
                }
            });
            new Thread(build).start();

            assertThat(build.get()).isTrue();
            assertThat(holders()).hasSize(1);
        }
    }

    @Test
    void nobodyIsEverBesideWhoHasItAlone() throws Exception {
        AtomicInteger shared = new AtomicInteger();
        AtomicInteger alone = new AtomicInteger();
        AtomicInteger clashes = new AtomicInteger();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            Hold.Kind kind = thread < 2 ? Hold.Kind.EXCLUSIVE : Hold.Kind.SHARED;
            tasks.add(new FutureTask<>(() -> {
                for (int i = 0; i < 30; i++) {
                    try (Hold hold = take(kind)) {
                        AtomicInteger own = kind == Hold.Kind.SHARED ? shared : alone;
                        own.incrementAndGet();
                        boolean clash = alone.get() > 1 || alone.get() == 1 && shared.get() > 0;
                        clashes.addAndGet(clash ? 1 : 0);
                        own.decrementAndGet();
                    }
                }
                return null;
            }));
        }
        tasks.forEach(task -> new Thread(task).start());
        for (FutureTask<Void> task : tasks) {
            task.get();
        }

        assertThat(clashes).hasValue(0);
    }

    @Test
    void whatADeadProcessLeftIsNotWaitedFor() throws IOException {
        Files.createDirectories(holds());
        Path dead = Files.createFile(holds().resolve("shared-1-1-0123456789abcdef"));
        Path deadCleaning = Files.createFile(holds().resolve("exclusive-1-1-0123456789abcdef"));

        take(Hold.Kind.EXCLUSIVE).close();

        assertThat(dead).doesNotExist();
        assertThat(deadCleaning).doesNotExist();
    }

    @Test
    void aForeignFileIsNotWaitedForAndStays() throws IOException {
        Files.createDirectories(holds());
        Path foreign = Files.createFile(holds().resolve("README"));

        take(Hold.Kind.EXCLUSIVE).close();

        assertThat(foreign).exists();
    }

    @Test
    void theDirectoryMayVanishInBetween() throws IOException {
        take(Hold.Kind.SHARED).close();
        Files.delete(holds());

        try (Hold hold = take(Hold.Kind.SHARED)) {
            assertThat(holders()).hasSize(1);
        }
    }

    /** As two modules of a build have it when they configure the plugin with different dependencies. */
    @Test
    void otherClassLoadersAreSeen() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        FutureTask<Boolean> cleaning;
        try (URLClassLoader loader = anotherClassLoader()) {
            Class<?> type = loader.loadClass(Cache.class.getName());
            assertThat(type).isNotSameAs(Cache.class);
            try (AutoCloseable theirs =
                            (AutoCloseable) type.getMethod("open", Path.class).invoke(null, root);
                    Cache ours = Cache.open(root)) {
                cleaning = startToTake(Hold.Kind.EXCLUSIVE, free);
                ours.close();
                free.set(true);
            }
        }

        assertThat(cleaning.get()).isTrue();
    }

    private static URLClassLoader anotherClassLoader() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Has the cache open until it is killed, or its input ends. */
    static final class Holder {
        public static void main(String[] arguments) throws Exception {
            try (Cache cache = Cache.open(Path.of(arguments[0]))) {
                System.out.println("open");
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /** Says of each file in a directory whether somebody has a lock on it. */
    static final class Watcher {
        public static void main(String[] arguments) throws Exception {
            try (Stream<Path> holders = Files.list(Path.of(arguments[0]))) {
                for (Path holder : holders.toList()) {
                    try (FileChannel channel = FileChannel.open(holder, StandardOpenOption.READ);
                            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                        System.out.println(lock == null ? "locked" : "free");
                    }
                }
            }
        }
    }

    /** On POSIX systems a process that closes a file gives up its locks on it, whoever in the process took them. */
    @Test
    void whoWaitsTakesNoLockAwayFromOthersOfItsProcess() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        FutureTask<Boolean> cleaning;
        try (Hold build = take(Hold.Kind.SHARED)) {
            cleaning = startToTake(Hold.Kind.EXCLUSIVE, free);
            try (ChildJvm watcher = ChildJvm.start(Watcher.class, holds().toString())) {
                watcher.awaitLine("locked");
                assertThat(watcher.awaitEnd()).isZero();
            }
            free.set(true);
        }

        assertThat(cleaning.get()).isTrue();
    }

    @Test
    void otherProcessesAreSeenUntilTheyAreKilled() throws Exception {
        AtomicBoolean free = new AtomicBoolean();
        FutureTask<Boolean> cleaning;
        try (ChildJvm build = ChildJvm.start(Holder.class, root.toString())) {
            build.awaitLine("open");
            cleaning = startToTake(Hold.Kind.EXCLUSIVE, free);
            assertThat(cleaning.isDone()).isFalse();
            free.set(true);
            build.kill();
        }

        assertThat(cleaning.get()).isTrue();
        assertThat(holders()).isEmpty();
    }
}
