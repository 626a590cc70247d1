package dev.imagepack.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.imagepack.ImagepackException;
import dev.imagepack.image.Alias;
import dev.imagepack.oci.Digest;

/**
 * References {@code embed:<alias>} in text files: each becomes {@code embed:<alias>@<image id>}, whatever digest it had
 * before. What looks like one and is none is a fault, so that no package ships with a name that nothing answers to.
 */
final class EmbedReferences {

    private static final int LONGEST_FILE = 16 << 20;

    /** As many faults as a reader wants to see at once. */
    private static final int MOST_FAULTS = 20;

    /**
     * Not inside a longer word or path. The alias takes every character that aliases may have, so {@code app} is never
     * found in {@code app-helper}; a colon belongs to a digest only where more of it follows.
     */
    private static final Pattern REFERENCE = Pattern.compile("(?<![A-Za-z0-9._/@-])embed:"
            + "(?<alias>[A-Za-z0-9][A-Za-z0-9._-]*)(?<at>@(?<digest>[A-Za-z0-9]*(?::[A-Za-z0-9]+)?))?");

    /** What stands before a value in YAML, JSON, XML, properties and command lines. */
    private static final String BEFORE_VALUE = "(?:[:=\\[(>][ \\t]*[\"']?|[\"'])";

    private static final Pattern MISSPELT =
            Pattern.compile("(?:^[ \\t-]*|" + BEFORE_VALUE + ")(?i:emebd):(?=\\S)", Pattern.MULTILINE);

    /** At the start of a line it is a key of YAML; {@code embed:<alias>} in brackets is how documentation writes it. */
    private static final Pattern WITHOUT_ALIAS =
            Pattern.compile(BEFORE_VALUE + "embed:(?![A-Za-z0-9]|<[A-Za-z])", Pattern.MULTILINE);

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    /** A text with its references rewritten. */
    record Rewritten(String text, int references) {}

    /** A fault on a line. */
    private record Fault(int line, String what) {}

    /** By alias. */
    private final Map<String, Digest> images = new TreeMap<>();

    private final Set<String> known = new TreeSet<>();

    private final Set<String> several = new TreeSet<>();

    /**
     * @param images what references become
     * @param known further aliases that may be named; their references stay as they are
     * @param several aliases of several platforms: they have as many image IDs, so none that a reference could become
     */
    EmbedReferences(Map<Alias, Digest> images, Collection<Alias> known, Collection<Alias> several) {
        images.forEach((alias, imageId) -> this.images.put(alias.value(), imageId));
        known.forEach(alias -> this.known.add(alias.value()));
        several.forEach(alias -> this.several.add(alias.value()));
    }

    /** Reads and rewrites a file; ImagepackException names the line of everything that is wrong. */
    Rewritten rewrite(Path file) throws IOException {
        return rewrite(read(file), file.toString());
    }

    static String read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LONGEST_FILE + 1);
        } catch (NoSuchFileException e) {
            throw new ImagepackException(file + ": there is no such file", "Correct the path in <manifests>.", e);
        }
        if (bytes.length > LONGEST_FILE) {
            throw new ImagepackException(
                    file + ": longer than " + LONGEST_FILE + " bytes, so it is hardly a manifest",
                    "Name text files only in <manifests>.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ImagepackException(file + ": is not UTF-8", "Name text files only in <manifests>.", e);
        }
    }

    /**
     * The text with its references rewritten; doing it again changes nothing.
     *
     * @param place what messages call the text
     */
    Rewritten rewrite(String text, String place) {
        List<Fault> faults = new ArrayList<>();
        find(MISSPELT, text, "the prefix is misspelt, it is embed:<alias>", faults);
        find(WITHOUT_ALIAS, text, "embed: needs an alias, write embed:<alias>", faults);
        StringBuilder out = new StringBuilder(text.length());
        int references = 0;
        Matcher found = REFERENCE.matcher(text);
        while (found.find()) {
            fault(found).ifPresent(what -> add(faults, text, found.start(), what));
            Optional<Digest> imageId = Optional.ofNullable(images.get(found.group("alias")));
            String reference = imageId.map(id -> "embed:" + found.group("alias") + "@" + id)
                    .orElse(found.group());
            found.appendReplacement(out, Matcher.quoteReplacement(reference));
            references += imageId.isPresent() ? 1 : 0;
        }
        if (!faults.isEmpty()) {
            throw refusal(place, faults);
        }
        return new Rewritten(found.appendTail(out).toString(), references);
    }

    private Optional<String> fault(Matcher found) {
        String alias = found.group("alias");
        String digest = found.group("digest");
        if (digest != null && digest.isEmpty()) {
            return Optional.of("embed:" + alias + "@ needs a digest, or no @");
        }
        if (digest != null && !DIGEST.matcher(digest).matches()) {
            return Optional.of("'" + digest + "' is no digest, write embed:" + alias + " alone");
        }
        if (several.contains(alias)) {
            return Optional.of("'" + alias + "' is built for several platforms, and a reference means one image");
        }
        if (!images.containsKey(alias) && !known.contains(alias)) {
            return Optional.of("there is no image '" + alias + "'");
        }
        return Optional.empty();
    }

    private static void find(Pattern pattern, String text, String what, List<Fault> faults) {
        for (Matcher found = pattern.matcher(text); found.find(); ) {
            add(faults, text, found.end(), what);
        }
    }

    /** One more than are shown are kept, to know that there are more. */
    private static void add(List<Fault> faults, String text, int position, String what) {
        if (faults.size() <= MOST_FAULTS) {
            int line = 1
                    + (int) text.chars().limit(position).filter(c -> c == '\n').count();
            faults.add(new Fault(line, what));
        }
    }

    private ImagepackException refusal(String place, List<Fault> faults) {
        String lines = faults.stream()
                .sorted(Comparator.comparingInt(Fault::line))
                .limit(MOST_FAULTS)
                .map(fault -> place + ":" + fault.line() + ": " + fault.what())
                .collect(Collectors.joining("\n"));
        String more = faults.size() > MOST_FAULTS ? "\nand more" : "";
        Set<String> aliases = new TreeSet<>(images.keySet());
        aliases.addAll(known);
        aliases.removeAll(several);
        return new ImagepackException(
                lines + more,
                aliases.isEmpty()
                        ? "Configure the images that are referred to, for one platform each; this module has none."
                        : "Refer to the images that there are: " + String.join(", ", aliases) + ".");
    }
}
