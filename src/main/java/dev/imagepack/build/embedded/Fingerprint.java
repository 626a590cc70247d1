package dev.imagepack.build.embedded;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.imagepack.io.TarEntry;
import dev.imagepack.oci.Digest;

/**
 * A digest over a series of values, each with its length, so that no two series run into one: {@code ab, c} is not
 * {@code a, bc}. Nothing of the values can be read back from it.
 */
final class Fingerprint {

    private final MessageDigest hash = Sha256.begin();
    private final DataOutputStream out = new DataOutputStream(
            new BufferedOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), hash)));

    /** Adds a value. */
    @FunctionalInterface
    private interface Write {
        void to(DataOutputStream out) throws IOException;
    }

    private Fingerprint add(Write write) {
        try {
            write.to(out);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("a hash in memory cannot fail", e);
        }
    }

    Fingerprint text(String text) {
        return add(to -> TarEntries.writeText(to, text));
    }

    Fingerprint number(long number) {
        return add(to -> to.writeLong(number));
    }

    Fingerprint entry(TarEntry entry) {
        return add(to -> TarEntries.write(to, entry));
    }

    Fingerprint texts(Collection<String> texts) {
        number(texts.size());
        texts.forEach(this::text);
        return this;
    }

    Fingerprint texts(Map<String, String> sorted) {
        return texts(sorted.keySet()).texts(sorted.values());
    }

    /** Absent differs from empty. */
    Fingerprint text(Optional<String> text) {
        return texts(text.stream().toList());
    }

    /** Absent differs from empty. */
    Fingerprint texts(Optional<List<String>> texts) {
        number(texts.isPresent() ? 1 : 0);
        return texts(texts.orElse(List.of()));
    }

    Fingerprint number(Optional<Integer> number) {
        return text(number.map(String::valueOf));
    }

    /** The digest of all that was added; asked once, at the end. */
    Digest digest() {
        add(DataOutputStream::flush);
        return Digest.ofHash(hash.digest());
    }
}
