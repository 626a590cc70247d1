package dev.imagepack.image;

/** Who shall run a recipe. */
public sealed interface BuilderChoice {

    /** Embedded when the recipe runs no command, else an engine that can be found. */
    record Auto() implements BuilderChoice {}

    /** This JVM: no daemon, no root, no commands. */
    record Embedded() implements BuilderChoice {}

    /** An engine on this machine. */
    record Local() implements BuilderChoice {}

    /** An engine on another machine. */
    record Remote() implements BuilderChoice {}

    /** Parses the word of the pom, in any case and with blanks around it; IllegalArgumentException lists the words. */
    static BuilderChoice parse(String word) {
        return switch (word.trim().toLowerCase(java.util.Locale.ROOT)) {
            case "auto" -> new Auto();
            case "embedded" -> new Embedded();
            case "local" -> new Local();
            case "remote" -> new Remote();
            default -> throw new IllegalArgumentException("'" + word + "' is no builder");
        };
    }
}
