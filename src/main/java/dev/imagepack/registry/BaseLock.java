package dev.imagepack.registry;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.imagepack.ImagepackException;
import dev.imagepack.oci.Digest;
import dev.imagepack.oci.ImageRef;
import dev.imagepack.oci.Platform;

/**
 * {@code base-images.lock}: which digests the tags of bases are held to. A line for each, so that an update is a small
 * change to a file under version control: the reference, {@code *} for what the tag named or a platform for the manifest
 * below it, and the digest.
 *
 * @param images by reference, each with a tag and without a digest
 */
public record BaseLock(SortedMap<String, Entry> images) {

    /** The file's name. */
    public static final String FILE = "base-images.lock";

    /** Holds nothing to anything. */
    public static final BaseLock NOTHING = new BaseLock(new TreeMap<>());

    private static final String NAMED = "*";
    private static final int LONGEST = 1 << 20;
    private static final String HEAD =
            "# The bases of this build, as imagepack:lock-bases found them. Check this file in.\n";
    private static final String ADVICE = "Run mvn imagepack:lock-bases again; delete the file first if it is damaged.";

    /**
     * One tag.
     *
     * @param digest what it named: an index, or a manifest
     * @param platforms the manifests below the index that builds used
     */
    public record Entry(Digest digest, SortedMap<Platform, Digest> platforms) {

        public Entry {
            platforms = Collections.unmodifiableSortedMap(new TreeMap<>((Map<Platform, Digest>) platforms));
        }

        /** The manifest for the platform; empty when it was not looked up, or there is only one manifest. */
        Optional<Digest> digest(Platform platform) {
            return Optional.ofNullable(platforms.get(platform));
        }
    }

    public BaseLock {
        images = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Entry>) images));
    }

    /** What the reference, which has a tag and no digest, is held to. */
    public Optional<Entry> find(ImageRef reference) {
        return Optional.ofNullable(images.get(reference.toString()));
    }

    /** This lock with another entry for one reference. */
    public BaseLock with(ImageRef reference, Entry entry) {
        SortedMap<String, Entry> all = new TreeMap<>(images);
        all.put(reference.toString(), entry);
        return new BaseLock(all);
    }

    /**
     * Reads a lock, strictly.
     *
     * @param place what messages call the file
     * @throws ImagepackException with the line of what is malformed or contradicts another line
     */
    public static BaseLock parse(String text, String place) {
        if (text.length() > LONGEST) {
            throw new ImagepackException(place + ": longer than " + LONGEST + " characters", ADVICE);
        }
        SortedMap<String, Digest> named = new TreeMap<>();
        SortedMap<String, SortedMap<Platform, Digest>> platforms = new TreeMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                read(line.strip(), named, platforms);
            } catch (IllegalArgumentException e) {
                throw new ImagepackException(place + ":" + number + ": " + e.getMessage(), ADVICE, e);
            }
        }
        return joined(named, platforms, place);
    }

    private static void read(
            String line, Map<String, Digest> named, Map<String, SortedMap<Platform, Digest>> platforms) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split("\\s+");
        if (words.length != 3) {
            throw new IllegalArgumentException("expected a reference, * or a platform, and a digest");
        }
        ImageRef reference = ImageRef.parse(words[0]);
        if (reference.tag().isEmpty() || reference.digest().isPresent()) {
            throw new IllegalArgumentException("'" + words[0] + "' must have a tag and no digest");
        }
        Digest digest = Digest.parse(words[2]);
        Digest other = words[1].equals(NAMED)
                ? named.putIfAbsent(reference.toString(), digest)
                : platforms
                        .computeIfAbsent(reference.toString(), key -> new TreeMap<>())
                        .putIfAbsent(Platform.parse(words[1]), digest);
        if (other != null) {
            throw new IllegalArgumentException("'" + words[0] + " " + words[1] + "' is there twice");
        }
    }

    private static BaseLock joined(
            SortedMap<String, Digest> named, Map<String, SortedMap<Platform, Digest>> platforms, String place) {
        platforms.keySet().stream()
                .filter(reference -> !named.containsKey(reference))
                .findFirst()
                .ifPresent(reference -> {
                    throw new ImagepackException(place + ": there is no line '" + reference + " * …'", ADVICE);
                });
        SortedMap<String, Entry> images = new TreeMap<>();
        named.forEach((reference, digest) ->
                images.put(reference, new Entry(digest, platforms.getOrDefault(reference, new TreeMap<>()))));
        return new BaseLock(images);
    }

    /** The one form of this lock: sorted, one final newline. */
    public String toText() {
        StringBuilder text = new StringBuilder(HEAD);
        images.forEach((reference, entry) -> {
            line(text, reference, NAMED, entry.digest());
            entry.platforms().forEach((platform, digest) -> line(text, reference, platform.toString(), digest));
        });
        return text.toString();
    }

    private static void line(StringBuilder text, String reference, String what, Digest digest) {
        text.append(reference)
                .append(' ')
                .append(what)
                .append(' ')
                .append(digest)
                .append('\n');
    }
}
