package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

import dev.imagepack.ImagepackException;

/**
 * Reads one YAML document into a tree, from the parser's events: nothing is constructed, tags are refused, and every line
 * is known. Scalars are read by the core schema of YAML 1.2 and keep the text they were written with.
 */
final class YamlTree {

    /** Of nodes, with every alias counted as often as it is used; a module with a hundred images stays far below. */
    private static final int MOST_NODES = 50_000;

    /** Of collections inside collections; the configuration itself needs eight. */
    private static final int DEEPEST = 32;

    private final String file;
    private final UnaryOperator<String> expressions;
    private final Parser events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int nodes;

    /** What an anchor names and how many nodes that is; no node yet while it is being read. */
    private record Anchored(@Nullable ConfigNode node, int size) {}

    private YamlTree(String file, String text, UnaryOperator<String> expressions) {
        this.file = file;
        this.expressions = expressions;
        this.events = new ParserImpl(new StreamReader(text), new LoaderOptions());
    }

    /**
     * The tree of the only document; empty when the text holds none.
     *
     * @param file what messages call it
     * @param expressions replaces what Maven knows in a value, for instance <code>${project.version}</code>
     * @throws ImagepackException with the line, when it is no YAML or more than a configuration needs
     */
    static Optional<ConfigNode> read(String file, String text, UnaryOperator<String> expressions) {
        try {
            return new YamlTree(file, text, expressions).document();
        } catch (MarkedYAMLException e) {
            throw fault(file, e.getProblemMark(), problem(e), "Correct the YAML there.");
        } catch (ReaderException e) {
            long line = 1
                    + text.chars().limit(e.getPosition()).filter(c -> c == '\n').count();
            String character = String.format(Locale.ROOT, "U+%04X", e.getCodePoint());
            throw new ImagepackException(
                    file + ":" + line + ": the character " + character + " is not allowed in YAML", "Remove it.");
        } catch (YAMLException e) {
            // A few faults the parser knows no place of.
            throw new ImagepackException(file + ": is no YAML: " + e.getMessage(), "Correct the YAML.", e);
        }
    }

    /** The parser's own words, without its excerpt of the file. */
    private static String problem(MarkedYAMLException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ", ";
        return context + e.getProblem();
    }

    private Optional<ConfigNode> document() {
        events.getEvent();
        if (events.checkEvent(Event.ID.StreamEnd)) {
            return Optional.empty();
        }
        events.getEvent();
        ConfigNode root = node(0);
        events.getEvent();
        if (!events.checkEvent(Event.ID.StreamEnd)) {
            throw fault(events.peekEvent(), "a second document begins", "Keep one document in the file.");
        }
        return Optional.of(root);
    }

    private ConfigNode node(int depth) {
        Event event = events.getEvent();
        count(1, event);
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        if (depth > DEEPEST) {
            throw fault(event, "collections are nested more than " + DEEPEST + " deep", "Nest less.");
        }
        String anchor = ((NodeEvent) event).getAnchor();
        int before = nodes;
        if (anchor != null) {
            anchors.put(anchor, new Anchored(null, 0));
        }
        ConfigNode node = content(event, depth);
        if (anchor != null) {
            anchors.put(anchor, new Anchored(node, nodes - before));
        }
        return node;
    }

    private ConfigNode content(Event event, int depth) {
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar);
        }
        return event instanceof MappingStartEvent mapping
                ? mapping(mapping, depth)
                : sequence((SequenceStartEvent) event, depth);
    }

    private ConfigNode aliased(AliasEvent alias) {
        Anchored anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw fault(
                    alias,
                    "*" + alias.getAnchor() + " names no anchor above it",
                    "Write &" + alias.getAnchor() + " before the value it shall repeat.");
        }
        if (anchored.node() == null) {
            throw fault(alias, "*" + alias.getAnchor() + " would contain itself", "Write the value out.");
        }
        count(anchored.size(), alias);
        return anchored.node();
    }

    private void count(int more, Event event) {
        nodes += more;
        if (nodes > MOST_NODES) {
            throw fault(
                    event,
                    "the file has more than " + MOST_NODES + " values, aliases counted as often as they are used",
                    "Say it with less.");
        }
    }

    private ConfigNode scalar(ScalarEvent scalar) {
        refuseTag(scalar, scalar.getTag());
        String value = scalar.getValue();
        if (scalar.isPlain() && YamlScalars.isNull(value)) {
            return new ConfigNode.Nothing(place(scalar));
        }
        boolean typed = scalar.isPlain() && YamlScalars.isTyped(value);
        return new ConfigNode.Text(place(scalar), expressions.apply(value), typed);
    }

    private ConfigNode sequence(SequenceStartEvent start, int depth) {
        refuseTag(start, start.getTag());
        List<ConfigNode> items = new ArrayList<>();
        while (!events.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(depth + 1));
        }
        events.getEvent();
        return new ConfigNode.Sequence(place(start), items);
    }

    private ConfigNode mapping(MappingStartEvent start, int depth) {
        refuseTag(start, start.getTag());
        List<ConfigNode.Entry> entries = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        while (!events.checkEvent(Event.ID.MappingEnd)) {
            Event event = events.peekEvent();
            String key = key();
            Integer other = lines.put(key, line(event));
            if (other != null) {
                throw fault(event, key + " is written twice, first in line " + other, "Keep one of the two.");
            }
            entries.add(new ConfigNode.Entry(key, under(event, node(depth + 1))));
        }
        events.getEvent();
        return new ConfigNode.Mapping(place(start), entries);
    }

    /** A block that begins in the line below its key stands where the key does: there a reader looks for its name. */
    private ConfigNode under(Event key, ConfigNode node) {
        if (node instanceof ConfigNode.Mapping mapping) {
            return new ConfigNode.Mapping(place(key), mapping.entries());
        }
        return node instanceof ConfigNode.Sequence list ? new ConfigNode.Sequence(place(key), list.nodes()) : node;
    }

    private String key() {
        Event event = events.getEvent();
        if (!(event instanceof ScalarEvent scalar)) {
            throw fault(event, "a key is not a plain text", "Write the key as one word.");
        }
        refuseTag(scalar, scalar.getTag());
        if (scalar.isPlain() && YamlScalars.isNull(scalar.getValue())) {
            throw fault(event, "a key is missing", "Write a key before the colon.");
        }
        count(1, event);
        return scalar.getValue();
    }

    private void refuseTag(Event event, @Nullable String tag) {
        if (tag != null) {
            throw fault(event, "the tag " + tag + " is not understood", "Write the value without a tag.");
        }
    }

    private Place place(Event event) {
        return Place.yaml(file, line(event));
    }

    private static int line(Event event) {
        return event.getStartMark().getLine() + 1;
    }

    private ImagepackException fault(Event event, String what, String advice) {
        return fault(file, event.getStartMark(), what, advice);
    }

    private static ImagepackException fault(String file, @Nullable Mark mark, String what, String advice) {
        String place = mark == null ? file : file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
        return new ImagepackException(place + ": " + what, advice);
    }
}
