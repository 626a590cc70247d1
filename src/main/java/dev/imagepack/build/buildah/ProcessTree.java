package dev.imagepack.build.buildah;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** Which word of a line of the file mountinfo it is. */
    private static final int MOUNT_POINT = 4;

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
        Path facts = Path.of("/proc/" + process.pid());
        try {
            return Files.readSymbolicLink(facts.resolve("root")).startsWith(directory)
                    || hasOwnRootFrom(directory, facts);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /**
     * Newer buildahs give a command mounts of its own, among which its root is called {@code /}: what is mounted there tells
     * where it lies. The directory's name is like no other.
     */
    private static boolean hasOwnRootFrom(Path directory, Path facts) throws IOException {
        if (mounts(facts).equals(mounts(Path.of("/proc/self")))) {
            return false;
        }
        String name = "/" + directory.getFileName() + "/";
        return Files.readAllLines(facts.resolve("mountinfo"), StandardCharsets.ISO_8859_1).stream()
                .anyMatch(mount -> mount.split(" ")[MOUNT_POINT].equals("/") && mount.contains(name));
    }

    private static Path mounts(Path facts) throws IOException {
        return Files.readSymbolicLink(facts.resolve("ns/mnt"));
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
