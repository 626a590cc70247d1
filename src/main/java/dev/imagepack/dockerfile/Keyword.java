package dev.imagepack.dockerfile;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The instructions of a Dockerfile by name, each with the shape of its arguments. */
enum Keyword {
    ADD(Shape.LIST_OR_JSON),
    ARG(Shape.WORDS),
    CMD(Shape.TEXT_OR_JSON),
    COPY(Shape.LIST_OR_JSON),
    ENTRYPOINT(Shape.TEXT_OR_JSON),
    ENV(Shape.PAIRS),
    EXPOSE(Shape.LIST),
    FROM(Shape.LIST),
    HEALTHCHECK(Shape.TYPE_AND_COMMAND),
    LABEL(Shape.PAIRS),
    MAINTAINER(Shape.TEXT),
    ONBUILD(Shape.INSTRUCTION),
    RUN(Shape.TEXT_OR_JSON),
    SHELL(Shape.TEXT_OR_JSON),
    STOPSIGNAL(Shape.TEXT),
    USER(Shape.TEXT),
    VOLUME(Shape.LIST_OR_JSON),
    WORKDIR(Shape.TEXT);

    private final Shape shape;

    Keyword(Shape shape) {
        this.shape = shape;
    }

    /** The keyword in any case of letters. */
    static Optional<Keyword> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(k -> k.name().toLowerCase(Locale.ROOT).equals(lower))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Keyword::name).toList();
    }

    Shape shape() {
        return shape;
    }

    /** Whether {@code <<NAME} begins a here-document on its line. */
    boolean takesDocuments() {
        return this == ADD || this == COPY || this == RUN;
    }

    /** How the text after keyword and flags falls into arguments. */
    enum Shape {
        /** All of it is one argument. */
        TEXT,
        /** Split at blanks. */
        LIST,
        /** Split at blanks outside of quotes. */
        WORDS,
        /** {@code name=value}, or the legacy {@code name value}. */
        PAIRS,
        /** A JSON list, else one argument. */
        TEXT_OR_JSON,
        /** A JSON list, else split at blanks. */
        LIST_OR_JSON,
        /** A word, then a JSON list or one argument. */
        TYPE_AND_COMMAND,
        /** Another instruction. */
        INSTRUCTION
    }
}
