package dev.imagepack.maven;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.apache.maven.project.MavenProject;

import dev.imagepack.image.Alias;

/**
 * Which execution of {@code build-images} left which images in a directory, in one module of one Maven build. It lives as
 * long as that build, so what earlier ones left counts for nothing.
 */
final class HandOver {

    private final Map<String, Set<Alias>> byExecution = new HashMap<>();

    private HandOver() {}

    /** The one of this directory, which begins empty. */
    static HandOver of(MavenProject project, Path directory) {
        String key = HandOver.class.getName() + " " + directory;
        if (project.getContextValue(key) instanceof HandOver known) {
            return known;
        }
        HandOver begun = new HandOver();
        project.setContextValue(key, begun);
        return begun;
    }

    /** Whether no other execution left any so far. */
    boolean isOnly(String execution) {
        return byExecution.keySet().stream().allMatch(id -> Objects.equals(id, execution));
    }

    /** Notes what an execution leaves, instead of what it left before; returns what is there of others. */
    Set<Alias> replace(String execution, Set<Alias> aliases) {
        byExecution.put(execution, aliases);
        Set<Alias> others = new TreeSet<>();
        byExecution.forEach((id, left) -> {
            if (!Objects.equals(id, execution)) {
                others.addAll(left);
            }
        });
        return others;
    }
}
