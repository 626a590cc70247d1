package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import dev.imagepack.maven.ConfigNode.Entry;
import dev.imagepack.maven.ConfigNode.Mapping;
import dev.imagepack.maven.ConfigNode.Text;

/**
 * One mapping of the configuration, read key by key. A user property of the same path wins over what is written. Whatever
 * is wrong is added to the faults, and reading goes on as if the key were absent. Every key must be asked for before
 * {@link #refuseUnknown}, which takes the others for mistakes. Keys are named as in a pom, whatever the source.
 */
final class Block {

    private final Reading reading;
    private final NodeReader nodeReader;
    private final Place place;
    private final String path;
    private final String property;
    private final Map<String, ConfigNode> nodes = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    /**
     * @param path for messages, as the source spells it
     * @param property what user properties for this block begin with; empty inside lists, which have none
     */
    Block(Reading reading, Mapping mapping, String path, String property) {
        this.reading = reading;
        this.nodeReader = new NodeReader(reading);
        this.place = mapping.place();
        this.path = path;
        this.property = property;
        for (Entry entry : mapping.entries()) {
            if (nodes.putIfAbsent(entry.name(), entry.node()) != null) {
                reading.fault(path + "." + entry.name(), place, "is written twice", "Keep one of the two.");
            }
        }
    }

    /** For messages: {@code images.app.container}. */
    String path() {
        return path;
    }

    /** The path of a key, as the source spells it. */
    String path(String key) {
        return path + "." + spelt(key);
    }

    /** The key as the source spells it. */
    String spelt(String key) {
        return place.spelling().of(key);
    }

    /** How a key with some content is written in the source. */
    String example(String key, String content) {
        return place.spelling().example(key, content);
    }

    /** Makes keys known that may not be read, so that they are never called unknown. */
    void mayHave(Collection<String> keys) {
        asked.addAll(keys);
    }

    /** Whether the key is there. */
    boolean has(String key) {
        return find(key).isPresent();
    }

    /** One value, without blanks around it; an empty one is a fault. */
    Optional<String> text(String key) {
        Optional<String> text = rawText(key).map(String::strip);
        if (text.filter(String::isEmpty).isPresent()) {
            fault(key, "is empty", "Give it a value, or leave it out.");
            return Optional.empty();
        }
        return text;
    }

    /** One value exactly as written. */
    Optional<String> rawText(String key) {
        return find(key).flatMap(node -> nodeReader.text(path(key), node));
    }

    /** One value that {@code parser} understands; its IllegalArgumentException is a fault here. */
    <T> Optional<T> value(String key, Function<String, T> parser, String advice) {
        return text(key).flatMap(text -> parsed(key, text, parser, advice));
    }

    /** Several values that {@code parser} understands, without those that it does not. */
    <T> List<T> values(String key, Function<String, T> parser, String advice) {
        List<T> values = new ArrayList<>();
        for (String text : list(key)) {
            parsed(key, text, parser, advice).ifPresent(values::add);
        }
        return values;
    }

    /** What {@code parser} makes of something that was read of a key; its IllegalArgumentException is a fault here. */
    <S, T> Optional<T> parsed(String key, S source, Function<S, T> parser, String advice) {
        try {
            return Optional.of(parser.apply(source));
        } catch (IllegalArgumentException e) {
            fault(key, String.valueOf(e.getMessage()), advice);
            return Optional.empty();
        }
    }

    /** {@code true} or {@code false}; {@code false} if absent. */
    boolean flag(String key) {
        return flag(key, false);
    }

    /** {@code true} or {@code false}. */
    boolean flag(String key, boolean absent) {
        return value(key, Block::flagOf, "Write true or false.").orElse(absent);
    }

    private static boolean flagOf(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    /** Several values, none of them empty; a text is taken apart at its commas. */
    List<String> list(String key) {
        List<String> values = new ArrayList<>();
        for (String value : find(key).map(node -> splitOrListed(key, node)).orElse(List.of())) {
            if (value.isBlank()) {
                fault(key, "has an empty value in its list", "Give it a value, or leave it out.");
            } else {
                values.add(value.strip());
            }
        }
        return values;
    }

    private List<String> splitOrListed(String key, ConfigNode node) {
        return node instanceof Text text ? CommaList.split(text.value()) : nodeReader.texts(path(key), node);
    }

    /**
     * The words of a command, kept exactly, an empty list being something else than none; a text is taken apart at its
     * commas only where it comes from a user property.
     */
    Optional<List<String>> words(String key) {
        return find(key)
                .map(node -> node.place().source() == Place.Source.PROPERTY
                        ? splitOrListed(key, node)
                        : nodeReader.texts(path(key), node));
    }

    /** Whether the key comes from a user property. */
    boolean isProperty(String key) {
        return find(key)
                .filter(node -> node.place().source() == Place.Source.PROPERTY)
                .isPresent();
    }

    /** Whether the key is one text, from whatever source. */
    boolean isText(String key) {
        return find(key).filter(Text.class::isInstance).isPresent();
    }

    /** Whether the key is one text that does not come from a user property, where lists have no other form. */
    boolean isWrittenAsText(String key) {
        return isText(key) && !isProperty(key);
    }

    /** Values by name, sorted; values may be empty. */
    SortedMap<String, String> map(String key) {
        SortedMap<String, String> values = new TreeMap<>();
        find(key).ifPresent(node -> values.putAll(nodeReader.map(path(key), node)));
        if (!property.isEmpty()) {
            values.putAll(reading.properties().takeBelow(property(key) + "."));
        }
        if (values.remove("") != null) {
            fault(key, "has a value without a name", "Give every value a name.");
        }
        return values;
    }

    /** Values by name that {@code parser} understands, without those that it does not. */
    <T> SortedMap<String, T> map(String key, Function<String, T> parser, String advice) {
        SortedMap<String, T> values = new TreeMap<>();
        map(key).forEach((name, text) -> {
            try {
                values.put(name, parser.apply(text.strip()));
            } catch (IllegalArgumentException e) {
                reading.fault(path(key) + "." + name, placeOf(key), String.valueOf(e.getMessage()), advice);
            }
        });
        return values;
    }

    /** A nested block; there is one too when only user properties speak of it. */
    Optional<Block> block(String key) {
        Optional<Mapping> mapping = find(key).flatMap(node -> nodeReader.mapping(path(key), node, ""));
        if (mapping.isEmpty() && isSpokenOf(key)) {
            mapping = Optional.of(new Mapping(place, List.of()));
        }
        String nested = property.isEmpty() ? "" : property(key);
        return mapping.map(found -> new Block(reading, found, path(key), nested));
    }

    /**
     * A list of nested blocks; what is inside them has no user property.
     *
     * @param shorthand the key that a text in the list is taken for; empty if a text means nothing there
     */
    List<Block> blocks(String key, String shorthand) {
        List<Block> blocks = new ArrayList<>();
        List<ConfigNode> items =
                find(key).map(node -> nodeReader.list(path(key), node, "{…}")).orElse(List.of());
        for (int position = 1; position <= items.size(); position++) {
            String itemPath = path(key) + "[" + position + "]";
            nodeReader
                    .mapping(itemPath, items.get(position - 1), shorthand)
                    .ifPresent(mapping -> blocks.add(new Block(reading, mapping, itemPath, "")));
        }
        return blocks;
    }

    /** The node of a key; YAML's null counts as nothing written. */
    private Optional<ConfigNode> find(String key) {
        asked.add(key);
        Optional<String> value =
                property.isEmpty() ? Optional.empty() : reading.properties().take(property(key));
        return value.isPresent()
                ? Optional.of(new Text(Place.property(property(key)), value.get()))
                : Optional.ofNullable(nodes.get(spelt(key))).filter(node -> !NodeReader.isNull(node));
    }

    private boolean isSpokenOf(String key) {
        return !property.isEmpty() && reading.properties().anyBelow(property(key) + ".");
    }

    private String property(String key) {
        return property + "." + key;
    }

    /** Adds a fault of a key of this block. */
    void fault(String key, String what, String advice) {
        reading.fault(path(key), placeOf(key), what, advice);
    }

    private Place placeOf(String key) {
        return find(key).map(ConfigNode::place).orElse(place);
    }

    /** Adds a fault of the block as a whole. */
    void fault(String what, String advice) {
        reading.fault(path, place, what, advice);
    }

    /**
     * Makes a fault of every key that nobody asked for.
     *
     * @param meant by the {@linkplain Spelling#bare bare} form of names that other tools use: our key for it, or a sentence
     */
    void refuseUnknown(Map<String, String> meant) {
        Set<String> known = new LinkedHashSet<>();
        asked.forEach(key -> known.add(spelt(key)));
        nodes.forEach((name, node) -> {
            if (!known.contains(name)) {
                String advice = UnknownKey.advice(name, known, meant, place.spelling());
                reading.fault(path + "." + name, node.place(), "unknown key", advice);
            }
        });
    }
}
