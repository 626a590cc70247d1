package dev.imagepack.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Several measurements of one thing, sorted. */
record Figures(double[] sorted) {

    static Figures of(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return new Figures(samples.stream().mapToDouble(value).sorted().toArray());
    }

    static Figures of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return new Figures(sorted);
    }

    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** {@code median (least..most)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f..%.2f)", median(), sorted[0], sorted[sorted.length - 1]);
    }
}
