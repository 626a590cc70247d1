package dev.imagepack.registry.credentials;

import java.util.List;

/** What each source said, and what the registry said to what was found there. Holds no secret. */
public record CredentialTrace(List<Line> lines) {

    public CredentialTrace {
        lines = List.copyOf(lines);
    }

    /**
     * One source.
     *
     * @param source its name
     * @param outcome what was found, or why it was passed over, and the registry's answer where there is one
     */
    public record Line(String source, String outcome) {
        @Override
        public String toString() {
            return source + ": " + outcome;
        }
    }

    /** A line for each source. */
    @Override
    public String toString() {
        return String.join("\n", lines.stream().map(Line::toString).toList());
    }
}
