package dev.imagepack.maven;

/**
 * Where a piece of the configuration stands.
 *
 * @param source what kind of place it is
 * @param text for messages: {@code pom.xml}, {@code images.yml:12}, {@code -Dimagepack.images.app.target}
 */
record Place(Source source, String text) {

    /** What a configuration is written in. */
    enum Source {
        /** XML: lists have element names, and an empty element may be an empty text, list or mapping. */
        POM,
        /** YAML: a null is as good as nothing written. */
        FILE,
        /** A text on the command line. */
        PROPERTY
    }

    /** Somewhere in the pom; Maven does not tell the line. */
    static final Place POM = new Place(Source.POM, "pom.xml");

    /** A line of a YAML file, counted from 1. */
    static Place yaml(String file, int line) {
        return new Place(Source.FILE, file + ":" + line);
    }

    /** A user property. */
    static Place property(String name) {
        return new Place(Source.PROPERTY, "-D" + name);
    }

    /** How keys are spelt there. */
    Spelling spelling() {
        return source == Source.FILE ? Spelling.HYPHENS : Spelling.CAMEL;
    }
}
