package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.maven.ConfigNode.Entry;
import dev.imagepack.maven.ConfigNode.Mapping;
import dev.imagepack.maven.ConfigNode.Nothing;
import dev.imagepack.maven.ConfigNode.Sequence;
import dev.imagepack.maven.ConfigNode.Text;

/**
 * Takes a node for what is expected in its place: a text, a list, names with values, a nested block. What it is not becomes
 * a fault of its path.
 */
final class NodeReader {

    private final Reading reading;

    NodeReader(Reading reading) {
        this.reading = reading;
    }

    /** Whether nothing is written: YAML's null, which counts as absent. */
    static boolean isNull(ConfigNode node) {
        return node instanceof Nothing && !isEmptyElement(node);
    }

    private static boolean isEmptyElement(ConfigNode node) {
        return node instanceof Nothing && node.place().source() == Place.Source.POM;
    }

    /** One text, exactly as written. */
    Optional<String> text(String path, ConfigNode node) {
        if (node instanceof Text text) {
            return Optional.of(text.value());
        }
        if (isEmptyElement(node)) {
            return Optional.of("");
        }
        return fault(path, node, "one text is", "Write one value: " + example(path, node, "…"));
    }

    /** The texts of a list, exactly as written. */
    List<String> texts(String path, ConfigNode node) {
        List<String> values = new ArrayList<>();
        for (ConfigNode item : list(path, node, "one")) {
            text(path, item).ifPresent(values::add);
        }
        return values;
    }

    /**
     * The nodes of a list: of a sequence of YAML, or of XML elements of any name.
     *
     * @param item how one may look in YAML, for messages
     */
    List<ConfigNode> list(String path, ConfigNode node, String item) {
        if (node instanceof Sequence sequence) {
            return sequence.nodes();
        }
        if (node instanceof Mapping mapping && node.place().source() == Place.Source.POM) {
            return mapping.entries().stream().map(Entry::node).toList();
        }
        if (!isEmptyElement(node)) {
            String items =
                    node.place().source() == Place.Source.FILE ? "[" + item + ", …]" : "<item>…</item><item>…</item>";
            fault(path, node, "a list is", "Write a list: " + example(path, node, items));
        }
        return List.of();
    }

    /** Values by name, sorted. */
    SortedMap<String, String> map(String path, ConfigNode node) {
        SortedMap<String, String> values = new TreeMap<>();
        for (Entry entry : entries(path, node)) {
            String valuePath = path + "." + entry.name();
            text(valuePath, entry.node()).ifPresent(value -> values.put(entry.name(), value));
        }
        return values;
    }

    /** The named nodes of a mapping, each name once. */
    List<Entry> entries(String path, ConfigNode node) {
        if (!(node instanceof Mapping mapping)) {
            if (!isEmptyElement(node)) {
                String nested = node.place().spelling().example("name", "value");
                String content = node.place().source() == Place.Source.FILE ? "{" + nested + "}" : nested;
                fault(path, node, "names with values are", "Write " + example(path, node, content));
            }
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Entry entry : mapping.named()) {
            if (names.add(entry.name())) {
                entries.add(entry);
            } else {
                reading.fault(
                        path + "." + entry.name(), entry.node().place(), "is written twice", "Keep one of the two.");
            }
        }
        return entries;
    }

    /**
     * A nested block.
     *
     * @param shorthand the key that a text in its place is taken for; empty if a text means nothing there
     */
    Optional<Mapping> mapping(String path, ConfigNode node, String shorthand) {
        if (node instanceof Mapping mapping) {
            return Optional.of(mapping);
        }
        if (isEmptyElement(node)) {
            return Optional.of(new Mapping(node.place(), List.of()));
        }
        if (node instanceof Text && !shorthand.isEmpty()) {
            return Optional.of(new Mapping(node.place(), List.of(new Entry(shorthand, node))));
        }
        return fault(path, node, "keys are", "Write a nested block with keys inside.");
    }

    private <T> Optional<T> fault(String path, ConfigNode node, String expected, String advice) {
        reading.fault(path, node.place(), "is " + node.describe() + " where " + expected + " expected", advice);
        return Optional.empty();
    }

    /** The last key of a path with some content, as its source writes it. */
    private static String example(String path, ConfigNode node, String content) {
        String key = path.substring(path.lastIndexOf('.') + 1).replaceFirst("\\[.*", "");
        return node.place().source() == Place.Source.FILE
                ? key + ": " + content
                : "<" + key + ">" + content + "</" + key + ">";
    }
}
