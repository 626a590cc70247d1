package dev.imagepack.maven;

import java.util.List;

/** A piece of the configuration as it was written, before anybody asks what it means: the same for XML and for YAML. */
sealed interface ConfigNode {

    Place place();

    /** What it is, for messages. */
    String describe();

    /**
     * A value.
     *
     * @param typed whether YAML takes it for a number or a boolean; its text is kept as written all the same
     */
    record Text(Place place, String value, boolean typed) implements ConfigNode {

        /** Plain text. */
        Text(Place place, String value) {
            this(place, value, false);
        }

        @Override
        public String describe() {
            return typed ? "the value " + value : "a text";
        }
    }

    /** A list of YAML; XML writes lists as a {@link Mapping} whose names mean nothing. */
    record Sequence(Place place, List<ConfigNode> nodes) implements ConfigNode {
        public Sequence {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /** Named pieces in the order written. XML may repeat a name, YAML may not. */
    record Mapping(Place place, List<Entry> entries) implements ConfigNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String describe() {
            return place.source() == Place.Source.FILE ? "a mapping" : "an element with elements inside";
        }

        /**
         * The entries, with {@code <entry><name>…</name><value>…</value></entry>} taken for an entry of that name: in XML
         * not every key can be an element's name.
         */
        List<Entry> named() {
            return place.source() == Place.Source.POM
                    ? entries.stream().map(Entry::named).toList()
                    : entries;
        }
    }

    /** One named piece of a {@link Mapping}. */
    record Entry(String name, ConfigNode node) {

        private Entry named() {
            if (!name.equals("entry")
                    || !(node instanceof Mapping pair)
                    || pair.entries().size() != 2) {
                return this;
            }
            Entry first = pair.entries().get(0);
            Entry second = pair.entries().get(1);
            boolean isPair = first.name.equals("name") && second.name.equals("value");
            return isPair && first.node instanceof Text key ? new Entry(key.value(), second.node) : this;
        }
    }

    /** An element without content, or YAML's null. */
    record Nothing(Place place) implements ConfigNode {
        @Override
        public String describe() {
            return place.source() == Place.Source.FILE ? "no value" : "an empty element";
        }
    }
}
