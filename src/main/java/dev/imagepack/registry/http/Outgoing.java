package dev.imagepack.registry.http;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.registry.Body;

/** One HTTP request as it goes over the wire; its text form leaves out what may be secret. */
record Outgoing(
        String method, URI address, SortedMap<String, String> headers, Optional<String> authorization, Body body) {

    /** Reads an address, showing nothing. */
    static Outgoing get(URI address) {
        return new Outgoing("GET", address, new TreeMap<>(), Optional.empty(), Body.NONE);
    }

    Outgoing authorized(Optional<String> header) {
        return new Outgoing(method, address, headers, header, body);
    }

    Outgoing headers(Map<String, String> more) {
        SortedMap<String, String> all = new TreeMap<>(headers);
        all.putAll(more);
        return new Outgoing(method, address, all, authorization, body);
    }

    /** The same elsewhere. */
    Outgoing to(URI other, boolean keepAuthorization) {
        return new Outgoing(method, other, headers, keepAuthorization ? authorization : Optional.empty(), body);
    }

    Outgoing posting(Body sent) {
        return new Outgoing("POST", address, headers, authorization, sent);
    }

    /** Whether it changes nothing where it goes. */
    boolean isReading() {
        return method.equals("GET") || method.equals("HEAD");
    }

    Origin origin() {
        return Origin.of(address).orElseThrow();
    }

    @Override
    public String toString() {
        return method + " " + Addresses.shown(address);
    }
}
