package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.imagepack.ImagepackException;

/** Collects the faults of a configuration, so that all are reported at once instead of one by each run. */
final class Faults {

    /** A reader mends the first few and runs again. */
    private static final int MOST = 20;

    private final Set<String> reported = new LinkedHashSet<>();
    private final List<ImagepackException> faults = new ArrayList<>();

    /** Adds a fault; the same one twice counts once. */
    void add(ImagepackException fault) {
        if (reported.add(fault.getMessage())) {
            faults.add(fault);
        }
    }

    /** Adds a fault. */
    void add(String message, String advice) {
        add(new ImagepackException(message, advice));
    }

    /** Throws what was collected as one exception; returns when there is nothing. */
    void throwIfAny() {
        if (faults.size() == 1) {
            throw faults.get(0);
        }
        if (!faults.isEmpty()) {
            throw new ImagepackException(listed(), "Mend them all; nothing was built.");
        }
    }

    private String listed() {
        StringBuilder text = new StringBuilder("the configuration has " + faults.size() + " faults:");
        for (ImagepackException fault : faults.subList(0, Math.min(MOST, faults.size()))) {
            text.append("\n- ").append(indented(fault.getMessage()));
            text.append("\n  ").append(indented(fault.advice()));
        }
        return faults.size() > MOST ? text.append("\n- and more").toString() : text.toString();
    }

    private static String indented(String text) {
        return text.replace("\n", "\n  ");
    }
}
