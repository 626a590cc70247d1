package dev.imagepack.registry.http;

import java.util.Optional;

/**
 * What a request showed.
 *
 * @param header the value of Authorization; none for nobody
 * @param turn which of the credentials found it stands for, so that one refusal counts once
 * @param remembered whether it is a token of an earlier request, which may have ended
 * @param attempted whether it is an answer to a challenge, be it that nobody has credentials
 */
record Shown(Optional<String> header, int turn, boolean remembered, boolean attempted) {

    /** Before it is known what the registry wants. */
    static final Shown NOTHING = new Shown(Optional.empty(), -1, false, false);

    @Override
    public String toString() {
        return "Shown[turn " + turn + "]";
    }
}
