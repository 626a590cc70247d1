package dev.imagepack.engine;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text of an engine's address. */
final class AddressText {

    /** Where an engine listens that has no TLS. */
    static final int PLAIN_PORT = 2375;

    private static final int TLS_PORT = 2376;

    /** What ssh takes for an option, or a shell for more than a name, is no host, user or path. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.-]*|[0-9A-Fa-f:.]+");

    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(?<user>[^@]*)@)?(?<host>\\[[^]]+]|[^:@\\[\\]]+)(?::(?<port>[0-9]{1,5}))?");

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_.-]+)+");

    private final String text;

    private AddressText(String text) {
        this.text = text;
    }

    static EngineAddress parse(String text) {
        return new AddressText(text).address();
    }

    private EngineAddress address() {
        int end = text.indexOf("://");
        String rest = end < 0 ? "" : text.substring(end + 3);
        return switch (end < 0 ? "" : text.substring(0, end)) {
            case "unix" -> unix(rest);
            case "npipe" -> pipe(rest);
            case "tcp" -> tcp(PLAIN_PORT);
            case "https" -> tcp(TLS_PORT);
            case "http" -> tcp(PLAIN_PORT);
            case "ssh" -> ssh();
            default -> throw fault("must begin with unix://, tcp://, ssh:// or, on Windows, npipe://");
        };
    }

    private EngineAddress unix(String path) {
        if (!path.startsWith("/")) {
            throw fault("must have an absolute path after unix://, for instance unix:///var/run/docker.sock");
        }
        return new EngineAddress.Unix(Path.of(path));
    }

    private EngineAddress pipe(String path) {
        if (!path.startsWith("//") || path.length() < 5) {
            throw fault("must name a pipe, for instance npipe:////./pipe/docker_engine");
        }
        return new EngineAddress.Pipe(path);
    }

    private EngineAddress tcp(int usualPort) {
        URI uri = uri();
        if (user(uri).isPresent()) {
            throw fault("must have no user: an engine knows its clients by their certificates");
        }
        if (uri.getPath() != null && !uri.getPath().isEmpty() && !uri.getPath().equals("/")) {
            throw fault("must end after the port: " + uri.getPath() + " is too much");
        }
        return new EngineAddress.Tcp(host(uri), port(uri).orElse(usualPort), Optional.empty());
    }

    private EngineAddress ssh() {
        URI uri = uri();
        Optional<String> user = user(uri);
        if (user.isPresent() && user.get().indexOf(':') >= 0) {
            throw new IllegalArgumentException("an ssh:// address must hold no password: ssh takes keys and agents");
        }
        user.ifPresent(name -> requireName(name, "user"));
        String path = uri.getPath() == null || uri.getPath().equals("/") ? "" : uri.getPath();
        if (!path.isEmpty() && !PATH.matcher(path).matches()) {
            throw fault("names a socket whose path has more than letters, digits and _ . - in it");
        }
        return new EngineAddress.Ssh(user, host(uri), port(uri), path.isEmpty() ? Optional.empty() : Optional.of(path));
    }

    private URI uri() {
        try {
            URI uri = new URI(text);
            if (uri.getQuery() != null || uri.getFragment() != null) {
                throw fault("must have nothing after ? or #");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw fault("is no address: " + e.getReason());
        }
    }

    private String host(URI uri) {
        String host = authority(uri).group("host");
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        requireName(name, "host");
        return name;
    }

    private Optional<Integer> port(URI uri) {
        return Optional.ofNullable(authority(uri).group("port")).map(Integer::valueOf);
    }

    private Optional<String> user(URI uri) {
        return Optional.ofNullable(authority(uri).group("user"));
    }

    /** Taken apart here, because a URI knows no host with an underscore, which ssh's configuration may give a name to. */
    private Matcher authority(URI uri) {
        Matcher authority = AUTHORITY.matcher(String.valueOf(uri.getRawAuthority()));
        if (uri.getRawAuthority() == null || !authority.matches()) {
            throw fault("must name a host after " + uri.getScheme() + "://, and after : a port");
        }
        return authority;
    }

    private void requireName(String name, String what) {
        if (!NAME.matcher(name).matches()) {
            throw fault("must have letters, digits and _ . - in the name of its " + what);
        }
    }

    private IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("'" + text + "' " + what);
    }
}
