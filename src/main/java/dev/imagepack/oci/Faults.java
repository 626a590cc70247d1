package dev.imagepack.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import dev.imagepack.ImagepackException;

/** The faults found so far, in the order in which they were met. */
final class Faults implements Complaints {

    private final List<LayoutCheck.Fault> list = new ArrayList<>();

    @Override
    public void add(String code, String where, String what) {
        list.add(new LayoutCheck.Fault(code, where, what));
    }

    /** The document as JSON; empty, and a fault, when it is none. */
    Optional<JsonNode> parse(byte[] bytes, String where) {
        return read(where, () -> Json.parse(bytes, Documents.LARGEST, where));
    }

    /** The document as an object whose own faults come here; empty, and a fault, when it is none. */
    Optional<Fields> open(byte[] bytes, String where) {
        return read(where, () -> new Fields(Json.parseObject(bytes, Documents.LARGEST, where), where, this));
    }

    private <T> Optional<T> read(String where, Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (ImagepackException e) {
            add("json", where, "it " + String.valueOf(e.getMessage()).substring(where.length() + 2));
            return Optional.empty();
        }
    }

    int count() {
        return list.size();
    }

    List<LayoutCheck.Fault> list() {
        return List.copyOf(list);
    }
}
