package dev.imagepack.cache;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.oci.Digest;

/**
 * Everything that a result depends on, by name: relative paths, build arguments, bases, settings. A value is a digest or
 * a short text; never an absolute path, a time of day or a secret.
 *
 * <p>A name of one word ({@code platform}) is a setting, and a message may show its values; a name of several words
 * ({@code build-arg TOKEN}) is one of a kind, and its value is never shown.
 */
public final class CacheInputs {

    /** Changes whenever the encoding below does, so that keys of two encodings never meet. */
    private static final String ENCODING = "imagepack-inputs-1";

    private final SortedMap<String, String> values;

    private CacheInputs(Map<String, String> values) {
        this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The given inputs; the order of {@code values} does not matter. */
    public static CacheInputs of(SortedMap<String, String> values) {
        return new CacheInputs(values);
    }

    /** Sorted by name. */
    public SortedMap<String, String> values() {
        return values;
    }

    /** A digest over every name and value, unambiguous about where each ends. */
    public Digest key() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            write(ENCODING, out);
            out.writeInt(values.size());
            for (Map.Entry<String, String> input : values.entrySet()) {
                write(input.getKey(), out);
                write(input.getValue(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.of(bytes.toByteArray());
    }

    /** Length first, then UTF-16 code units: unlike UTF-8 they tell every two strings apart, broken surrogates included. */
    private static void write(String text, DataOutputStream out) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    /**
     * Why these inputs are not {@code earlier}: names what was changed, added and removed, a few of each and how many more;
     * empty when they are equal. Values are shown only where both are short and plain settings.
     */
    public Optional<String> differenceFrom(CacheInputs earlier) {
        return InputDifference.between(earlier.values, values).describe();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheInputs inputs && values.equals(inputs.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The names only, for values may not be for everybody's eyes. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
