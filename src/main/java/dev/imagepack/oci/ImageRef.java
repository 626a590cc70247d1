package dev.imagepack.oci;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image at a registry, normalised: {@code alpine} is {@code docker.io/library/alpine}. The rules are those
 * of the distribution project's reference grammar, which every engine shares.
 *
 * @param domain the registry's host, with its port where one is said
 * @param path the repository there
 * @param tag as written, if any
 * @param digest as written, if any; it decides when both are there
 */
public record ImageRef(String domain, String path, Optional<String> tag, Optional<Digest> digest) {

    private static final String HUB = "docker.io";
    private static final String OFFICIAL = "library/";
    private static final String DEFAULT_TAG = "latest";

    /** Of the path alone; registries store it in columns of this width. */
    private static final int LONGEST_PATH = 255;

    /** A host name has at most 253 characters (RFC 1035); the rest is for the port. */
    private static final int LONGEST_DOMAIN = 260;

    private static final Pattern DOMAIN =
            Pattern.compile("(?:\\[[0-9a-fA-F:]+]|" + label() + "(?:\\." + label() + ")*)(?::[0-9]+)?");
    private static final Pattern PATH_COMPONENT = Pattern.compile("[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

    public ImageRef {
        require(isDomain(domain), "the registry " + Quoted.of(domain) + " is no host[:port]");
        requirePath(path);
        tag.ifPresent(ImageRef::requireTag);
    }

    /** Parses a reference as everybody expects it; IllegalArgumentException names the fault. */
    public static ImageRef parse(String text) {
        try {
            return parseName(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("image name " + Quoted.of(text) + ": " + e.getMessage(), e);
        }
    }

    private static ImageRef parseName(String text) {
        require(!text.isEmpty(), "it is empty");
        require(!IMAGE_ID.matcher(text).matches(), "64 hexadecimal digits are an image ID, not a name");
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        Optional<Digest> digest = at < 0 ? Optional.empty() : Optional.of(Digest.parse(text.substring(at + 1)));
        int colon = named.indexOf(':', named.lastIndexOf('/') + 1);
        String name = colon < 0 ? named : named.substring(0, colon);
        Optional<String> tag = colon < 0 ? Optional.empty() : Optional.of(named.substring(colon + 1));
        return normalised(name, tag, digest);
    }

    private static ImageRef normalised(String name, Optional<String> tag, Optional<Digest> digest) {
        int slash = name.indexOf('/');
        boolean hosted = slash >= 0 && looksLikeHost(name.substring(0, slash));
        String domain = hosted ? name.substring(0, slash) : HUB;
        String path = hosted ? name.substring(slash + 1) : name;
        if (domain.equals("index." + HUB)) {
            domain = HUB;
        }
        if (domain.equals(HUB) && path.indexOf('/') < 0) {
            path = OFFICIAL + path;
        }
        return new ImageRef(domain, path, tag, digest);
    }

    private static boolean looksLikeHost(String first) {
        return first.indexOf('.') >= 0
                || first.indexOf(':') >= 0
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    /** Whether the text is a registry's host, an IPv6 address in brackets included, with or without a port. */
    static boolean isDomain(String text) {
        return text.length() <= LONGEST_DOMAIN && DOMAIN.matcher(text).matches();
    }

    private static String label() {
        return "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    }

    private static void requirePath(String path) {
        require(path.length() <= LONGEST_PATH, "the repository is longer than " + LONGEST_PATH + " characters");
        for (String component : path.split("/", -1)) {
            require(!component.isEmpty(), "a part between two slashes is empty");
            require(
                    component.equals(component.toLowerCase(Locale.ROOT)),
                    "the repository " + Quoted.of(component) + " must be lower case");
            require(
                    PATH_COMPONENT.matcher(component).matches(),
                    "the repository " + Quoted.of(component)
                            + " must be letters and digits, with single separators . _ __ - inside");
        }
    }

    private static void requireTag(String tag) {
        require(
                TAG.matcher(tag).matches(),
                "the tag " + Quoted.of(tag) + " must be 1 to 128 letters, digits, _ . - and begin with none of . -");
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }

    /** Domain and path without tag and digest: {@code docker.io/library/alpine}. */
    public String name() {
        return domain + "/" + path;
    }

    /**
     * The form people write: {@code alpine:3} for {@code docker.io/library/alpine:3}. The domain stays where the rest would be
     * read as another registry's.
     */
    public String familiar() {
        String first = path.substring(0, Math.max(0, path.indexOf('/')));
        if (!domain.equals(HUB) || looksLikeHost(first)) {
            return toString();
        }
        String rest = toString().substring(HUB.length() + 1);
        boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        return official ? rest.substring(OFFICIAL.length()) : rest;
    }

    /** This reference, with the tag {@code latest} where it has neither tag nor digest. */
    public ImageRef withDefaultTag() {
        return tag.isPresent() || digest.isPresent() ? this : withTag(DEFAULT_TAG);
    }

    /** This reference with another tag. */
    public ImageRef withTag(String value) {
        return new ImageRef(domain, path, Optional.of(value), digest);
    }

    /** This reference with another digest. */
    public ImageRef withDigest(Digest value) {
        return new ImageRef(domain, path, tag, Optional.of(value));
    }

    /** This reference without its tag. */
    public ImageRef withoutTag() {
        return new ImageRef(domain, path, Optional.empty(), digest);
    }

    /** This reference without its digest. */
    public ImageRef withoutDigest() {
        return new ImageRef(domain, path, tag, Optional.empty());
    }

    /** By hand, because the JVM takes long to make those that a record has, and every build needs them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ImageRef reference
                && path.equals(reference.path)
                && domain.equals(reference.domain)
                && tag.equals(reference.tag)
                && digest.equals(reference.digest);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** The whole normalised reference. */
    @Override
    public String toString() {
        return name()
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
