package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Objects;

/** What RUN, CMD or ENTRYPOINT start; variables in it are the shell's business and stay as they are. */
public sealed interface CommandLine {

    /** Text for the shell of SHELL, spacing kept; empty when the instruction stood alone. */
    record Shell(String text) implements CommandLine {

        public Shell {
            Objects.requireNonNull(text);
        }
    }

    /** The words of a JSON list, started without a shell; an empty list clears what was set. */
    record Exec(List<String> words) implements CommandLine {

        public Exec {
            words = List.copyOf(words);
        }
    }
}
