package dev.imagepack.dockerfile;

import java.util.Objects;

/**
 * A file written inside the Dockerfile, between {@code <<NAME} and a line {@code NAME}.
 *
 * @param name the word after {@code <<}, without quotes: the file's name
 * @param content the body with its line ends; the leading tabs of {@code <<-} are gone
 * @param expanded whether variables in the body are replaced ({@link Words#expandDocument}); not when any part of the
 *     word was quoted
 */
public record HereDocument(String name, String content, boolean expanded) {

    public HereDocument {
        Objects.requireNonNull(name);
        Objects.requireNonNull(content);
    }
}
