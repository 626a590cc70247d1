package dev.imagepack.dockerfile;

import java.util.Objects;

/**
 * One pair of ENV or LABEL; both words are raw, quotes and variables included.
 *
 * @param legacy whether it was written {@code name the rest of the line}, without an equals sign
 */
public record KeyValue(String key, String value, boolean legacy) {

    public KeyValue {
        Objects.requireNonNull(key);
        Objects.requireNonNull(value);
    }
}
