package dev.imagepack.registry.http;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a server wants to be shown who one is (RFC 9110, section 11.6.1).
 *
 * @param scheme in lower case: {@code bearer}, {@code basic} or something else
 * @param parameters by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {

    Challenge {
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /** All challenges of the header's values; none of them if one cannot be read. */
    static List<Challenge> parse(List<String> values) {
        return new ChallengeParser(String.join(", ", values)).challenges();
    }

    /** The one that is answered: tokens are better than passwords. Empty if there is none that is known here. */
    static Optional<Challenge> best(List<Challenge> all) {
        return all.stream()
                .filter(Challenge::isBearer)
                .filter(challenge -> challenge.parameters.containsKey("realm"))
                .findFirst()
                .or(() -> all.stream()
                        .filter(challenge -> challenge.scheme.equals("basic"))
                        .findFirst());
    }

    boolean isBearer() {
        return scheme.equals("bearer");
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }
}
