package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.codehaus.plexus.configuration.PlexusConfiguration;

/** Reads the XML of a pom parameter into a tree. Text beside elements is dropped by Maven before anybody sees it. */
final class PomTree {

    /** Attributes that belong to Maven itself: how poms are merged and elements converted. */
    private static final Set<String> MAVENS_OWN = Set.of(
            "combine.children",
            "combine.self",
            "combine.id",
            "combine.keys",
            "default-value",
            "implementation",
            "xml:space");

    private final UnaryOperator<String> expressions;
    private final Faults faults;

    /** @param expressions replaces what Maven knows in a value, for instance <code>${project.version}</code> */
    PomTree(UnaryOperator<String> expressions, Faults faults) {
        this.expressions = expressions;
        this.faults = faults;
    }

    /** The tree below an element. */
    ConfigNode read(PlexusConfiguration element) {
        return read(element, element.getName());
    }

    private ConfigNode read(PlexusConfiguration element, String path) {
        refuseAttributes(element, path);
        return element.getChildCount() == 0
                ? leaf(element)
                : new ConfigNode.Mapping(Place.POM, children(element, path));
    }

    /** Maven 4 leaves the blanks around a text that earlier ones take away. */
    private ConfigNode leaf(PlexusConfiguration element) {
        String text = element.getValue();
        if (text == null || text.isBlank()) {
            return new ConfigNode.Nothing(Place.POM);
        }
        boolean preserved = "preserve".equals(element.getAttribute("xml:space"));
        return new ConfigNode.Text(Place.POM, expressions.apply(preserved ? text : text.strip()));
    }

    private List<ConfigNode.Entry> children(PlexusConfiguration element, String path) {
        List<ConfigNode.Entry> entries = new ArrayList<>();
        for (PlexusConfiguration child : element.getChildren()) {
            entries.add(new ConfigNode.Entry(child.getName(), read(child, path + "." + child.getName())));
        }
        return entries;
    }

    private void refuseAttributes(PlexusConfiguration element, String path) {
        for (String name : element.getAttributeNames()) {
            if (!MAVENS_OWN.contains(name)) {
                faults.add(
                        path + " (" + Place.POM.text() + "): the attribute " + name + " means nothing here",
                        "Write it as an element: <" + name + ">…</" + name + "> inside <" + element.getName() + ">.");
            }
        }
    }
}
