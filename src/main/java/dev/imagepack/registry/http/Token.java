package dev.imagepack.registry.http;

import java.time.Instant;

/** What a token server gave, good for some time. */
record Token(String value, Instant renewal) {

    String header() {
        return "Bearer " + value;
    }

    boolean isGoodAt(Instant time) {
        return time.isBefore(renewal);
    }

    @Override
    public String toString() {
        return "Token[***]";
    }
}
