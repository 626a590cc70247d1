package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process, all that it started, and those of these that no longer have it as their parent: a command of {@code RUN} may
 * leave a daemon behind, which is known by its root directory.
 */
final class ProcessTree {

    private final Set<ProcessHandle> processes;

    private ProcessTree(Set<ProcessHandle> processes) {
        this.processes = processes;
    }

    /** What a process started, with those whose root is in the directory; the process itself comes last. */
    static ProcessTree of(ProcessHandle process, Path directory) {
        Set<ProcessHandle> all = new LinkedHashSet<>();
        ProcessHandle.allProcesses()
                .filter(other -> hasRootIn(directory, other))
                .forEach(all::add);
        process.descendants().forEach(all::add);
        all.add(process);
        return new ProcessTree(all);
    }

    /** What a killed JVM left: those whose root is in the directory, and those that were told to work there. */
    static ProcessTree in(Path directory) {
        Set<ProcessHandle> all = new LinkedHashSet<>();
        ProcessHandle.allProcesses()
                .filter(process -> hasRootIn(directory, process) || isToldOf(directory, process))
                .forEach(all::add);
        return new ProcessTree(all);
    }

    /** Linux tells the root of a process to whoever may end it; elsewhere there is no such file. */
    private static boolean hasRootIn(Path directory, ProcessHandle process) {
        try {
            Path root = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/root"));
            return root.startsWith(directory);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean isToldOf(Path directory, ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(arguments -> Arrays.stream(arguments).anyMatch(word -> word.startsWith(directory + "/")))
                .isPresent();
    }

    /** Ends them without a chance to go on. */
    void kill() {
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /** Waits until all have ended, or the time is over. */
    void awaitEnd(long time, TimeUnit unit) {
        long end = System.nanoTime() + unit.toNanos(time);
        boolean interrupted = Thread.interrupted();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException | TimeoutException e) {
                // It was asked to; more cannot be done.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
