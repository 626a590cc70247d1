package dev.imagepack.build.context;

import dev.imagepack.dockerfile.IgnoreRules;

/**
 * A source of COPY or ADD as it was written, expanded.
 *
 * @param parents whether its own directories are made below the destination
 * @param excludes what stays out below each thing that it selects
 */
public record SourcePattern(String text, boolean parents, IgnoreRules excludes) {}
