package dev.imagepack.bench;

import java.io.IOException;

/**
 * One process, from its start to its end.
 *
 * @param wall seconds on the clock
 * @param cpu seconds of all processors, in user and system; NaN where the system does not say
 * @param status what it ended with
 */
record Sample(double wall, double cpu, int status) {

    /** Runs it; no other child may end meanwhile. */
    static Sample of(ProcessBuilder builder) throws IOException, InterruptedException {
        double cpu = Machine.childrenCpu();
        long start = System.nanoTime();
        int status = builder.start().waitFor();
        double wall = (System.nanoTime() - start) / 1e9;
        return new Sample(wall, Machine.childrenCpu() - cpu, status);
    }

    /** Both, one after the other. */
    Sample plus(Sample other) {
        return new Sample(wall + other.wall, cpu + other.cpu, status);
    }

    /** What this one took more. */
    Sample minus(Sample other) {
        return new Sample(wall - other.wall, cpu - other.cpu, status);
    }
}
