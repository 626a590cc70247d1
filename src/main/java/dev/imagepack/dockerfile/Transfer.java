package dev.imagepack.dockerfile;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What COPY and ADD have in common: which files go where, and as whose. All words are raw, variables included. At
 * least one source or document is there.
 *
 * @param sources paths, patterns or addresses, in order
 * @param documents files written in the Dockerfile, which come after the sources
 * @param destination where they go
 * @param chown value of {@code --chown}, if not empty
 * @param chmod value of {@code --chmod}, if not empty
 * @param link whether {@code --link} is on
 * @param excludes values of {@code --exclude}, in order; the one flag whose variables are not replaced
 */
public record Transfer(
        List<String> sources,
        List<HereDocument> documents,
        String destination,
        Optional<String> chown,
        Optional<String> chmod,
        boolean link,
        List<String> excludes) {

    public Transfer {
        sources = List.copyOf(sources);
        documents = List.copyOf(documents);
        Objects.requireNonNull(destination);
        Objects.requireNonNull(chown);
        Objects.requireNonNull(chmod);
        excludes = List.copyOf(excludes);
    }
}
