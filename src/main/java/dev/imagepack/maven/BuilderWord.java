package dev.imagepack.maven;

import java.util.Locale;
import java.util.Optional;

import dev.imagepack.image.BuilderChoice;
import dev.imagepack.image.RemoteEngine;

/** The word of the configuration that says who runs a recipe. */
enum BuilderWord {
    AUTO,
    EMBEDDED,
    LOCAL,
    REMOTE;

    /** Parses the word, in any case and with blanks around it; IllegalArgumentException names what it is instead. */
    static BuilderWord parse(String word) {
        for (BuilderWord known : values()) {
            if (known.toString().equals(word.strip().toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        throw new IllegalArgumentException("'" + word + "' is no builder");
    }

    /** What it means with this engine for remote builds; empty if it needs one and there is none. */
    Optional<BuilderChoice> choice(Optional<RemoteEngine> remote) {
        return switch (this) {
            case AUTO -> Optional.of(new BuilderChoice.Auto(remote));
            case EMBEDDED -> Optional.of(new BuilderChoice.Embedded());
            case LOCAL -> Optional.of(new BuilderChoice.Local());
            case REMOTE -> remote.map(BuilderChoice.Remote::new);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
