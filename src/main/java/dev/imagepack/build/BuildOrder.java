package dev.imagepack.build;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.image.BaseImage;
import dev.imagepack.image.DockerfileRecipe;
import dev.imagepack.image.LayersRecipe;
import dev.imagepack.image.Recipe;

/**
 * Which images of a module must be built before which. Free of circles. An image is built on all platforms of another one,
 * for a recipe may ask for any of them.
 */
final class BuildOrder {

    private final Map<Job, SortedSet<Alias>> siblings;

    private BuildOrder(Map<Job, SortedSet<Alias>> siblings) {
        this.siblings = siblings;
    }

    /**
     * The order of these images.
     *
     * @throws ImagepackException when an image is built on none of the module's, or on itself by way of others
     */
    static BuildOrder of(List<Job> jobs) throws IOException {
        SortedSet<Alias> all = jobs.stream().map(Job::alias).collect(Collectors.toCollection(TreeSet::new));
        Set<String> labels = new HashSet<>();
        Map<Job, SortedSet<Alias>> siblings = new LinkedHashMap<>();
        for (Job job : jobs) {
            if (!labels.add(job.alias() + " " + job.image().platform())) {
                throw new IllegalArgumentException("two images are called '" + job.alias() + "' and are for "
                        + job.image().platform());
            }
            siblings.put(job, siblings(job, all));
        }
        BuildOrder order = new BuildOrder(siblings);
        order.refuseCircles();
        return order;
    }

    /** What an image is built on or copies from, and what those are: triggers of a base may name them. Sorted. */
    SortedSet<Alias> siblings(Job job) {
        SortedSet<Alias> all = new TreeSet<>();
        addWithTheirs(siblings.getOrDefault(job, new TreeSet<>()), all);
        return Collections.unmodifiableSortedSet(all);
    }

    private void addWithTheirs(Set<Alias> named, Set<Alias> all) {
        for (Alias alias : named) {
            if (all.add(alias)) {
                addWithTheirs(siblings(alias), all);
            }
        }
    }

    /** What the image is built on or copies from on any of its platforms. */
    private SortedSet<Alias> siblings(Alias image) {
        SortedSet<Alias> all = new TreeSet<>();
        siblings.forEach((job, named) -> {
            if (job.alias().equals(image)) {
                all.addAll(named);
            }
        });
        return all;
    }

    private static SortedSet<Alias> siblings(Job job, SortedSet<Alias> all) throws IOException {
        SortedSet<Alias> named = configured(job.image().recipe());
        for (Alias alias : named) {
            if (!all.contains(alias)) {
                throw new ImagepackException(
                        "images." + job.alias() + ": is built on the image '" + alias
                                + "', which this module does not have",
                        "Its images are: " + list(all, ", ") + ".");
            }
        }
        // An image whose alias is also the name of its base, as in nginx FROM nginx, means the published one.
        SortedSet<Alias> others = new TreeSet<>(all);
        others.remove(job.alias());
        named.addAll(job.builder().siblings(job.image(), Collections.unmodifiableSortedSet(others)));
        return named;
    }

    private static SortedSet<Alias> configured(Recipe recipe) {
        Collection<BaseImage> bases = recipe instanceof DockerfileRecipe dockerfile
                ? dockerfile.contexts().values()
                : List.of(((LayersRecipe) recipe).from());
        return bases.stream()
                .filter(BaseImage.Sibling.class::isInstance)
                .map(base -> ((BaseImage.Sibling) base).alias())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void refuseCircles() {
        Set<Alias> done = new HashSet<>();
        siblings.keySet().forEach(job -> visit(job.alias(), new ArrayList<>(), done));
    }

    private void visit(Alias alias, List<Alias> path, Set<Alias> done) {
        int before = path.indexOf(alias);
        if (before >= 0) {
            throw circle(path.subList(before, path.size()));
        }
        if (done.contains(alias)) {
            return;
        }
        path.add(alias);
        siblings(alias).forEach(sibling -> visit(sibling, path, done));
        path.remove(path.size() - 1);
        done.add(alias);
    }

    private static ImagepackException circle(List<Alias> aliases) {
        List<Alias> closed =
                Stream.concat(aliases.stream(), Stream.of(aliases.get(0))).toList();
        return new ImagepackException(
                "images." + aliases.get(0) + ": is built on itself: images." + list(closed, " → images."),
                "Let one of them be built on something else.");
    }

    private static String list(Collection<Alias> aliases, String separator) {
        return aliases.stream().map(Alias::toString).collect(Collectors.joining(separator));
    }
}
