package dev.imagepack.registry.http;

import dev.imagepack.registry.Call;
import dev.imagepack.registry.Repository;

/**
 * A registry that holds copies of what is at another.
 *
 * @param domain {@code host[:port]}
 * @param prefix what stands before the repository's name there, with a slash at its end; or empty
 */
record Mirror(String domain, String prefix) {

    /** Of {@code host[:port][/prefix]}. */
    static Mirror parse(String text) {
        String trimmed = text.replaceAll("/+$", "");
        int slash = trimmed.indexOf('/');
        return slash < 0
                ? new Mirror(trimmed, "")
                : new Mirror(trimmed.substring(0, slash), trimmed.substring(slash + 1) + "/");
    }

    /** The same request there. */
    Call redirected(Call call) {
        return new Call(
                call.method(),
                new Repository(domain, prefix + call.repository().path()),
                call.access(),
                call.target(),
                call.base(),
                call.mountFrom(),
                call.headers(),
                call.body(),
                call.repeatable());
    }

    @Override
    public String toString() {
        return domain + (prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1));
    }
}
