package dev.imagepack.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.imagepack.image.Checks;
import dev.imagepack.image.UpstreamDescriptors;
import dev.imagepack.image.UpstreamMatch;
import dev.imagepack.io.Compression;
import dev.imagepack.oci.Platform;

/** The texts of single settings and what they mean; an IllegalArgumentException says what is wrong with one. */
final class ImageTexts {

    private static final int HIGHEST_MODE = 07777;
    private static final int HIGHEST_GZIP = 9;
    private static final int HIGHEST_ZSTD = 22;
    private static final Pattern COMPRESSION = Pattern.compile("(gzip|zstd|none)(?::([0-9]{1,3}))?");
    private static final Pattern MODE = Pattern.compile("(?:0o)?([0-7]{1,5})");
    private static final Pattern OWNER = Pattern.compile("[^:\\s]+(?::[^:\\s]+)?");
    private static final Pattern PORT = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(?:tcp|udp|sctp))?");
    private static final Pattern SIGNAL = Pattern.compile("(?i)(?:SIG)?[A-Z][A-Z0-9]*(?:[+-][0-9]{1,2})?|[0-9]{1,2}");
    private static final int HIGHEST_PORT = 65_535;
    private static final int HIGHEST_SIGNAL = 64;

    private ImageTexts() {}

    /** What to write for one of the settings that a goal has defaults for. */
    static String adviceFor(String key) {
        return switch (key) {
            case "builder" -> "Write auto, embedded, local or remote, or leave it out for auto.";
            case "remote" -> "Write ssh://user@host or tcp://host:2376, or leave it out.";
            case "platform" ->
                "Write os/architecture[/variant], for instance linux/arm64, or leave it out for linux/amd64.";
            case "platforms" ->
                "List os/architecture[/variant], each once, for instance linux/amd64 and linux/arm64, or leave it out.";
            case "upstreamMatch" ->
                "Write the beginning of an image's name, for instance registry.example.com/base, or leave it out.";
            case "upstreamDescriptors" -> "Write registry or diff-id, or leave it out for registry.";
            case "compression" ->
                "Write gzip, zstd or none, with a level if you like (gzip:9), or leave it out for gzip.";
            case "checks" -> "Write warn, off or fail, or leave it out for warn.";
            default -> throw new IllegalArgumentException(key);
        };
    }

    /** Several platforms, each once, in the order given. */
    static List<Platform> platforms(List<String> texts) {
        List<Platform> platforms = new ArrayList<>();
        for (String text : texts) {
            Platform platform = Platform.parse(text.strip());
            require(!platforms.contains(platform), platform + " is listed twice");
            platforms.add(platform);
        }
        return List.copyOf(platforms);
    }

    /** {@code registry.example.com/base}: a prefix of {@code domain/path[:tag]}. */
    static UpstreamMatch upstreamMatch(String text) {
        require(!text.isBlank(), "it is empty, which would match no image");
        require(!text.contains("://"), "'" + text + "' begins with a protocol, which no image name does");
        return new UpstreamMatch(text);
    }

    /** {@code registry} or {@code diff-id}. */
    static UpstreamDescriptors upstreamDescriptors(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "registry" -> UpstreamDescriptors.REGISTRY;
            case "diff-id" -> UpstreamDescriptors.DIFF_ID;
            default -> throw new IllegalArgumentException("'" + text + "' is neither registry nor diff-id");
        };
    }

    /** {@code warn}, {@code off} or {@code fail}. */
    static Checks checks(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "warn" -> Checks.WARN;
            case "off" -> Checks.OFF;
            case "fail" -> Checks.FAIL;
            default -> throw new IllegalArgumentException("'" + text + "' is neither warn, off nor fail");
        };
    }

    /** {@code gzip}, {@code zstd} or {@code none}, the first two with a level: {@code gzip:9}. */
    static Compression compression(String text) {
        Matcher matcher = COMPRESSION.matcher(text.toLowerCase(Locale.ROOT));
        require(matcher.matches(), "'" + text + "' is no compression");
        String level = matcher.group(2);
        return switch (matcher.group(1)) {
            case "gzip" -> level == null ? Compression.GZIP : gzip(Integer.parseInt(level));
            case "zstd" -> level == null ? Compression.ZSTD : zstd(Integer.parseInt(level));
            default -> {
                require(level == null, "none has no level");
                yield Compression.NONE;
            }
        };
    }

    private static Compression gzip(int level) {
        require(level >= 1 && level <= HIGHEST_GZIP, "gzip has levels 1 to " + HIGHEST_GZIP + ", not " + level);
        return new Compression(Compression.Algorithm.GZIP, level);
    }

    private static Compression zstd(int level) {
        require(level >= 1 && level <= HIGHEST_ZSTD, "zstd has levels 1 to " + HIGHEST_ZSTD + ", not " + level);
        return new Compression(Compression.Algorithm.ZSTD, level);
    }

    /** Permission bits in octal: {@code 755}, {@code 0755}, {@code 0o755}. */
    static int mode(String text) {
        Matcher matcher = MODE.matcher(text);
        require(matcher.matches(), "'" + text + "' is no mode in octal");
        int mode = Integer.parseInt(matcher.group(1), 8);
        require(mode <= HIGHEST_MODE, "the mode " + text + " is higher than 7777");
        return mode;
    }

    /** {@code user[:group]}, numbers or names. */
    static String owner(String text) {
        require(OWNER.matcher(text).matches(), "'" + text + "' is no user[:group]");
        return text;
    }

    /** {@code 8080}, {@code 53/udp} or {@code 8000-8010}. */
    static String port(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Matcher matcher = PORT.matcher(lower);
        require(matcher.matches(), "'" + text + "' is no port");
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        require(first <= last && last <= HIGHEST_PORT, "'" + text + "' is no port up to " + HIGHEST_PORT);
        return lower;
    }

    /** {@code SIGTERM}, {@code TERM} or a number; kept as written. */
    static String signal(String text) {
        require(SIGNAL.matcher(text).matches(), "'" + text + "' is no signal");
        if (Character.isDigit(text.charAt(0))) {
            int number = Integer.parseInt(text);
            require(number >= 1 && number <= HIGHEST_SIGNAL, "signals are numbered 1 to " + HIGHEST_SIGNAL);
        }
        return text;
    }

    /** An absolute path inside the image, made normal: {@code /etc//app/} is {@code /etc/app}. */
    static String imagePath(String text) {
        require(text.startsWith("/"), "'" + text + "' is no absolute path inside the image");
        require(text.chars().noneMatch(Character::isISOControl), "a path holds a control character");
        StringBuilder path = new StringBuilder();
        for (String part : text.split("/")) {
            require(!part.equals(".."), "'" + text + "' climbs with ..");
            if (!part.isEmpty() && !part.equals(".")) {
                path.append('/').append(part);
            }
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(fault);
        }
    }
}
