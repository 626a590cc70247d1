package dev.imagepack.oci;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.imagepack.io.TarEntry;
import dev.imagepack.io.TarReader;

/** Whether a layer's tar can be unpacked by anyone: readable to its end, each path once, hard links to what came before. */
public final class TarCheck {

    /** What the codes of these faults begin with. */
    static final String CODE = "tar-";

    /** A layer with more faults than that is broken; the rest says nothing new. */
    private static final int MOST_FAULTS = 20;

    private final Set<String> paths = new HashSet<>();
    private final List<LayerFacts.Problem> problems;
    private int found;

    private TarCheck(List<LayerFacts.Problem> problems) {
        this.problems = problems;
    }

    /**
     * Reads the tar; what is wrong with it is added to {@code problems}.
     *
     * @throws IOException when the bytes cannot be had at all
     */
    static void check(HashingInput plain, List<LayerFacts.Problem> problems) throws IOException {
        TarCheck check = new TarCheck(problems);
        try (TarReader reader = new TarReader(plain, TarReader.Limits.DEFAULT)) {
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                check.entry(entry.get());
            }
        } catch (IOException | RuntimeException e) {
            if (plain.failed()) {
                throw e;
            }
            check.problem(CODE + "invalid", "it is no sound tar: " + Quoted.reason(e));
        }
    }

    /** Whether nothing is wrong with a tar of these entries, in their order. */
    public static boolean isSound(List<TarEntry> entries) {
        TarCheck check = new TarCheck(new ArrayList<>());
        entries.forEach(check::entry);
        return check.found == 0;
    }

    private void entry(TarEntry entry) {
        if (!paths.add(entry.path())) {
            problem(CODE + "duplicate", "the path " + Quoted.of(entry.path()) + " is there twice");
        }
        if (entry.type() == TarEntry.Type.HARD_LINK && !paths.contains(entry.link())) {
            problem(
                    CODE + "hard-link",
                    "the hard link " + Quoted.of(entry.path()) + " names " + Quoted.of(entry.link())
                            + ", which is not in this layer before it");
        }
    }

    private void problem(String code, String what) {
        found++;
        if (found <= MOST_FAULTS) {
            problems.add(new LayerFacts.Problem(code, what));
        } else if (found == MOST_FAULTS + 1) {
            problems.add(new LayerFacts.Problem(CODE + "more", "it has further faults of this kind"));
        }
    }
}
