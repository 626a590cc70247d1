package dev.imagepack.image;

import java.util.Optional;

/** Who shall run a recipe. */
public sealed interface BuilderChoice {

    /**
     * Embedded when the recipe runs no command, else an engine that can be found.
     *
     * @param remote the last resort, where the configuration names one
     */
    record Auto(Optional<RemoteEngine> remote) implements BuilderChoice {

        /** With this machine's engines only. */
        public Auto() {
            this(Optional.empty());
        }
    }

    /** This JVM: no daemon, no root, no commands. */
    record Embedded() implements BuilderChoice {}

    /** An engine on this machine. */
    record Local() implements BuilderChoice {}

    /** An engine on another machine. */
    record Remote(RemoteEngine engine) implements BuilderChoice {}
}
