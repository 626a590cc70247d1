package dev.imagepack.registry;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One request of the OCI distribution specification, as its sender sees it: which repository, what for, and what to send.
 * Where the registry is reached, with which credentials and how often it is tried are the transport's business.
 *
 * @param method GET, HEAD, POST, PATCH, PUT or DELETE
 * @param repository whose token is needed
 * @param access what the token must allow
 * @param target below {@code /v2/<repository>/}, such as {@code manifests/latest}; or, where a registry gave one in a
 *     {@code Location} header, that value, absolute or not, as it was
 * @param base the reply's own address that {@code target} is relative to, when it is a location
 * @param mountFrom another repository of the same registry that must be readable too
 * @param headers by name; neither Authorization nor Host
 * @param body what is sent
 * @param repeatable whether it may be sent again after it failed half-way
 */
public record Call(
        String method,
        Repository repository,
        Access access,
        String target,
        Optional<String> base,
        Optional<String> mountFrom,
        SortedMap<String, String> headers,
        Body body,
        boolean repeatable) {

    public Call {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) headers));
    }

    /** Reads something; may be repeated. */
    public static Call get(Repository repository, String target) {
        return of("GET", repository, Access.PULL, target, true);
    }

    /** Asks whether something is there; may be repeated. */
    public static Call head(Repository repository, String target) {
        return of("HEAD", repository, Access.PULL, target, true);
    }

    /** Changes something. */
    public static Call write(String method, Repository repository, String target, boolean repeatable) {
        return of(method, repository, Access.PUSH, target, repeatable);
    }

    private static Call of(String method, Repository repository, Access access, String target, boolean repeatable) {
        return new Call(
                method,
                repository,
                access,
                target,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                Body.NONE,
                repeatable);
    }

    /** With the rights of a push, for what is read on the way to one: one token then serves all of it. */
    public Call forPush() {
        return new Call(method, repository, Access.PUSH, target, base, mountFrom, headers, body, repeatable);
    }

    /** To the location that a reply gave; {@code base} is that reply's own address. */
    public Call at(String location, String base) {
        return new Call(method, repository, access, location, Optional.of(base), mountFrom, headers, body, repeatable);
    }

    /** With the right to read another repository of the registry, too. */
    public Call mounting(String path) {
        return new Call(method, repository, access, target, base, Optional.of(path), headers, body, repeatable);
    }

    /** With a further header. */
    public Call header(String name, String value) {
        SortedMap<String, String> all = new TreeMap<>(headers);
        all.put(name, value);
        return new Call(method, repository, access, target, base, mountFrom, all, body, repeatable);
    }

    /** With something to send. */
    public Call body(Body sent) {
        return new Call(method, repository, access, target, base, mountFrom, headers, sent, repeatable);
    }
}
