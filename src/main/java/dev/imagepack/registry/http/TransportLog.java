package dev.imagepack.registry.http;

import java.time.Duration;

import dev.imagepack.registry.Access;
import dev.imagepack.registry.Repository;

/** Told what a transport does on its own. Called from any thread. No text holds a secret. */
public interface TransportLog {

    /** Somebody who does not care. */
    TransportLog NONE = new TransportLog() {};

    /** A registry took the credentials of this source. */
    default void accepted(Repository repository, Access access, String source) {}

    /** A registry refused the credentials of this source, and the next one is tried. */
    default void refused(Repository repository, String source, String answer) {}

    /** A request is repeated after a pause. */
    default void repeating(String request, String reason, Duration pause) {}

    /** A mirror was of no use for this request. */
    default void passedOver(String mirror, Repository repository, String reason) {}

    /** A registry has something to say to its users (distribution specification, "Warnings"). */
    default void warned(String registry, String text) {}

    /** A registry that may be asked without TLS is, since it does not speak TLS. */
    default void withoutTls(String registry) {}
}
