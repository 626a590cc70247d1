package dev.imagepack.dockerfile;

import java.util.Objects;

/** Something that works today and should be written differently. */
public record Warning(Location location, String message) {

    public Warning {
        Objects.requireNonNull(location);
        Objects.requireNonNull(message);
    }
}
